using System.Text.Json;
using System.Text.Json.Serialization;

namespace Spawner.Silo.Starting;

/// <summary>What a silo that takes tasks tells the one who started it.</summary>
internal sealed record ReadyFile(string Name, string SiloAddress, int SiloPort, int GatewayPort, Uri HttpUrl, int Pid)
{
    /// <summary>Writes the file whole or not at all: whoever watches for it may read it at once.</summary>
    public async Task WriteAsync(string path, CancellationToken cancellationToken)
    {
        var draft = path + ".tmp";
        await File.WriteAllBytesAsync(draft, JsonSerializer.SerializeToUtf8Bytes(this, ReadyFileJson.Default.ReadyFile), cancellationToken);
        File.Move(draft, path, overwrite: true);
    }
}

/// <summary>JSON contract of the ready file.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(ReadyFile))]
internal sealed partial class ReadyFileJson : JsonSerializerContext;
