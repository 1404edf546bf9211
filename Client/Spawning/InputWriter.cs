using System.Buffers;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Spawner.Client.Spawning;

/// <summary>Writes the inputs of one spawn as JSON, small ones many to an array: an array for each would be a third of what a task costs to encode.</summary>
internal sealed class InputWriter : IDisposable
{
    /// <summary>Below what the collector takes for a large object.</summary>
    private const int ChunkBytes = 64 * 1024;

    private readonly ArrayBufferWriter<byte> _input = new();
    private Utf8JsonWriter? _writer;
    private Memory<byte> _chunk;
    private bool _isFirst = true;

    /// <returns>The JSON; a part of a larger array.</returns>
    public ReadOnlyMemory<byte> Write<T>(T value, JsonTypeInfo<T> contract)
    {
        if (_isFirst)
        {
            // Often the only one.
            _isFirst = false;
            return JsonSerializer.SerializeToUtf8Bytes(value, contract);
        }

        _input.ResetWrittenCount();
        _writer ??= new Utf8JsonWriter(_input, new JsonWriterOptions { Encoder = contract.Options.Encoder, SkipValidation = true });
        _writer.Reset();
        JsonSerializer.Serialize(_writer, value, contract);
        _writer.Flush();
        return Keep(_input.WrittenMemory);
    }

    public void Dispose() => _writer?.Dispose();

    private ReadOnlyMemory<byte> Keep(ReadOnlyMemory<byte> json)
    {
        if (json.Length > ChunkBytes / 4)
        {
            return json.ToArray();
        }

        if (json.Length > _chunk.Length)
        {
            _chunk = GC.AllocateUninitializedArray<byte>(ChunkBytes);
        }

        json.CopyTo(_chunk);
        var kept = _chunk[..json.Length];
        _chunk = _chunk[json.Length..];
        return kept;
    }
}
