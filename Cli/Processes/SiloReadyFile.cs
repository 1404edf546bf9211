using System.Text.Json;
using System.Text.Json.Serialization;

namespace Spawner.Cli.Processes;

/// <summary>What a silo writes into its ready file once it takes work.</summary>
/// <param name="SiloPort">Tells the silo from the others of this machine.</param>
/// <param name="HttpUrl">Where it serves its metrics.</param>
internal sealed record SiloReadyFile(int SiloPort, Uri HttpUrl)
{
    /// <summary>Reads the file; <see langword="null"/> if the silo has not written it yet.</summary>
    public static SiloReadyFile? TryRead(string path) =>
        File.Exists(path) ? JsonSerializer.Deserialize(File.ReadAllText(path), ReadyFileJson.Default.SiloReadyFile) : null;
}

/// <summary>JSON contract of the ready file.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(SiloReadyFile))]
internal sealed partial class ReadyFileJson : JsonSerializerContext;
