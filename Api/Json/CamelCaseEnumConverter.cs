using System.Text.Json;
using System.Text.Json.Serialization;

namespace Spawner.Api.Json;

/// <summary>Names of enums in camel case, and no numbers: those are nobody's contract.</summary>
internal sealed class CamelCaseEnumConverter<T>() : JsonStringEnumConverter<T>(JsonNamingPolicy.CamelCase, allowIntegerValues: false)
    where T : struct, Enum;

/// <summary>The same names in queries.</summary>
internal static class EnumNames
{
    public static string Of<T>(T value)
        where T : struct, Enum => JsonNamingPolicy.CamelCase.ConvertName(value.ToString());

    public static string[] All<T>()
        where T : struct, Enum => Array.ConvertAll(Enum.GetValues<T>(), Of);

    public static bool TryParse<T>(string text, out T value)
        where T : struct, Enum
    {
        foreach (var one in Enum.GetValues<T>())
        {
            if (Of(one) == text)
            {
                value = one;
                return true;
            }
        }

        value = default;
        return false;
    }
}
