using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using Spawner.Cli.Commands.Options;

namespace Spawner.Cli.Mapping;

/// <summary>Reads lines, and makes inputs of them.</summary>
internal sealed class LineReader(TextReader input, bool isJsonLines)
{
    public async IAsyncEnumerable<MapLine> ReadAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        for (long number = 1; await ReadLineAsync(cancellationToken) is { } text; number++)
        {
            yield return ToLine(number, text);
        }
    }

    // A read of standard input cannot be cancelled once it waits; whoever interrupts the command must not wait for it.
    private async ValueTask<string?> ReadLineAsync(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var read = input.ReadLineAsync(CancellationToken.None);
        return read.IsCompletedSuccessfully ? read.Result : await read.AsTask().WaitAsync(cancellationToken);
    }

    private MapLine ToLine(long number, string text)
    {
        try
        {
            return new MapLine(number, isJsonLines ? JsonElement.Parse(text) : JsonInput.OfText(text), Encoding.UTF8.GetByteCount(text));
        }
        catch (JsonException failure)
        {
            return new MapLine(number, default, 0, text.Length == 0 ? "the line is empty, and no JSON" : $"the line is not JSON: {failure.Message}");
        }
    }
}
