using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Spawner.Demo;

/// <summary>JSON contracts of the demo's inputs and results.</summary>
[JsonSerializable(typeof(NumberRange))]
[JsonSerializable(typeof(PrimeCount))]
[JsonSerializable(typeof(LargestPrime))]
[JsonSerializable(typeof(FileList))]
[JsonSerializable(typeof(FileDigests))]
[JsonSerializable(typeof(Pause))]
internal sealed partial class DemoJson : JsonSerializerContext
{
    /// <summary>
    /// Writes every letter as itself: escaped, a path in another alphabet would take six bytes for each of its letters,
    /// and the payload of a task is bounded.
    /// </summary>
    public static DemoJson Compact { get; } =
        new(new JsonSerializerOptions(JsonSerializerDefaults.Web) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
}
