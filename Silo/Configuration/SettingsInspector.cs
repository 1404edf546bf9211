using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Reflection;

namespace Spawner.Silo.Configuration;

/// <summary>
/// Finds everything that is wrong with the settings, before anything is bound: the binder would ignore a misspelt key, and
/// stop at the first value that it cannot read.
/// </summary>
internal static class SettingsInspector
{
    public static List<SettingProblem> Inspect(IConfiguration configuration, IEnumerable<SettingsSection> sections) =>
        [.. sections.SelectMany(section => configuration.GetSection(section.Path).GetChildren().SelectMany(setting => Inspect(setting, section.Options)))];

    private static IEnumerable<SettingProblem> Inspect(IConfigurationSection setting, Type options)
    {
        var property = options.GetProperty(setting.Key, BindingFlags.Public | BindingFlags.Instance | BindingFlags.IgnoreCase);
        if (property is null)
        {
            var known = options.GetProperties(BindingFlags.Public | BindingFlags.Instance).Select(p => p.Name).Order(StringComparer.Ordinal);
            return [new SettingProblem(setting.Path, Found: null, $"one of the names {string.Join(", ", known)}")];
        }

        if (!TryRead(setting, property.PropertyType, out var value))
        {
            return [new SettingProblem(setting.Path, setting.Value, AcceptedValues.OfType(property.PropertyType))];
        }

        return property.GetCustomAttributes<ValidationAttribute>(inherit: true)
            .Where(rule => !rule.IsValid(value))
            .Select(rule => new SettingProblem(setting.Path, Shown(setting), AcceptedValues.OfRule(rule, property)));
    }

    private static bool TryRead(IConfigurationSection setting, Type type, out object? value)
    {
        value = null;
        var converter = TypeDescriptor.GetConverter(type);
        if (!converter.CanConvertFrom(typeof(string)))
        {
            value = setting.Get(type);
            return true;
        }

        try
        {
            value = setting.Value is { } text ? converter.ConvertFromInvariantString(text) : null;
            return setting.Value is not null;
        }
        catch (Exception unreadable) when (unreadable is FormatException or ArgumentException or NotSupportedException or OverflowException)
        {
            return false;
        }
    }

    private static string? Shown(IConfigurationSection setting) =>
        setting.Key.Contains("Password", StringComparison.OrdinalIgnoreCase) || setting.Key.Contains("ConnectionString", StringComparison.OrdinalIgnoreCase)
            ? null
            : setting.Value;
}
