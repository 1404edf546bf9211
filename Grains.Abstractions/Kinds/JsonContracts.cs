using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Spawner;

/// <summary>JSON contracts of types that bring none of their own: reflection finds them.</summary>
internal static class JsonContracts
{
    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web)
    {
        MaxDepth = 64,
        TypeInfoResolver = new DefaultJsonTypeInfoResolver(),
    };

    public static JsonTypeInfo<T> Of<T>() => (JsonTypeInfo<T>)Options.GetTypeInfo(typeof(T));
}
