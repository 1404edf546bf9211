using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Reflection;

namespace Spawner.Silo.Configuration;

/// <summary>Says in words what a setting may be.</summary>
internal static class AcceptedValues
{
    public static string OfType(Type type) => (Nullable.GetUnderlyingType(type) ?? type) switch
    {
        var t when t == typeof(bool) => "true or false",
        var t when t == typeof(TimeSpan) => "a duration, such as 00:00:30",
        var t when t.IsEnum => string.Join(", ", Enum.GetNames(t)),
        var t when t == typeof(int) || t == typeof(long) => "a whole number",
        var t when t == typeof(double) => "a number",
        var t => $"a value of type {t.Name}",
    };

    public static string OfRule(ValidationAttribute rule, PropertyInfo property) => rule switch
    {
        // The greatest value of the type is no bound that anybody chose.
        RangeAttribute { Maximum: >= (double)long.MaxValue } range => string.Create(CultureInfo.InvariantCulture, $"at least {range.Minimum}"),
        RangeAttribute range => string.Create(CultureInfo.InvariantCulture, $"{range.Minimum} to {range.Maximum}"),
        StringLengthAttribute length => $"{length.MinimumLength} to {length.MaximumLength} characters",
        MaxLengthAttribute length => $"at most {length.Length} entries",
        _ => rule.FormatErrorMessage(property.Name),
    };
}
