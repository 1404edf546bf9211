using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Spawner.Api.Json;

/// <summary>Says where JSON is not accepted, and what would be, in words of JSON: no type of .NET has a meaning for the caller. Pure.</summary>
internal static class JsonProblem
{
    public static string Describe(JsonException failure, JsonTypeInfo root)
    {
        var path = failure.Path is { Length: > 0 } found ? found : "$";
        var place = string.Create(CultureInfo.InvariantCulture, $"line {failure.LineNumber + 1}, byte {failure.BytePositionInLine}");
        return failure.InnerException is JsonException syntax
            ? $"The body is no JSON that is accepted, at {path} ({place}): {Cut(syntax.Message)}"
            : $"The body is not accepted at {path} ({place}). Accepted: {Accepted(path, root)}.";
    }

    private static string Accepted(string path, JsonTypeInfo root)
    {
        var at = root;
        foreach (var name in Names(path))
        {
            if (at.Kind != JsonTypeInfoKind.Object)
            {
                return TextOf(at.Type);
            }

            if (at.Properties.FirstOrDefault(property => property.Name == name) is not { } property)
            {
                return $"the fields {string.Join(", ", at.Properties.Select(one => one.Name))}, each once";
            }

            at = ElementOf(ApiJson.Of(property.PropertyType));
        }

        return TextOf(at.Type);
    }

    /// <summary>Fields of the path <c>$.options.retry[3].delay</c>; the places in arrays say nothing of what is accepted.</summary>
    private static IEnumerable<string> Names(string path) =>
        path.Split('.').Skip(1).Select(name => name.Split('[')[0]).Where(name => name.Length > 0);

    private static JsonTypeInfo ElementOf(JsonTypeInfo type) =>
        type.Kind == JsonTypeInfoKind.Enumerable && type.ElementType is { } element ? ApiJson.Of(element) : type;

    private static string TextOf(Type type) => (Nullable.GetUnderlyingType(type) ?? type) switch
    {
        var t when t == typeof(string) => "a text",
        var t when t == typeof(bool) => "true or false",
        var t when t == typeof(int) || t == typeof(long) => "a whole number",
        var t when t == typeof(double) => "a number",
        var t when t == typeof(DateTimeOffset) => "a time such as \"2026-01-31T12:00:00Z\"",
        { IsEnum: true } t => string.Join(", ", Enum.GetNames(t).Select(name => $"\"{JsonNamingPolicy.CamelCase.ConvertName(name)}\"")),
        var t when typeof(System.Collections.IDictionary).IsAssignableFrom(t) => "an object of texts",
        { IsArray: true } => "an array",
        _ => "an object",
    };

    /// <summary>The reader's words end with the place, which is said already.</summary>
    private static string Cut(string message) => message.Split(" LineNumber:")[0].Split(" Path:")[0].TrimEnd(' ', '|');
}
