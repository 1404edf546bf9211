using System.Text.Json;
using System.Threading.Channels;
using Spawner.Cli.Api.Documents;
using Spawner.Cli.Terminal;

namespace Spawner.Cli.Mapping;

/// <summary>
/// Writes results, in the order of the lines if asked, and tells lines that failed on standard error. In order, a line of the
/// output belongs to the line of the input with the same number: that of one that failed is empty.
/// </summary>
internal sealed class MapWriter(MapPlan plan, TextWriter output, TextWriter errors)
{
    private readonly Dictionary<long, MapResult> _early = [];
    private long _next = 1;

    /// <param name="results">As they come.</param>
    /// <param name="onWritten">Is told each.</param>
    public async Task WriteAsync(ChannelReader<MapResult> results, Action onWritten)
    {
        while (await results.WaitToReadAsync())
        {
            while (results.TryRead(out var result))
            {
                _early.Add(plan.IsOrdered ? result.Line : _next, result);
                while (_early.Remove(_next, out var due))
                {
                    Write(due);
                    onWritten();
                    _next++;
                }
            }

            // Results that come one by one are shown at once; many together are not flushed each.
            await output.FlushAsync();
        }
    }

    private void Write(MapResult result)
    {
        if (plan.IsJson)
        {
            output.WriteLine(JsonSerializer.Serialize(result, ApiJson.Printed.MapResult));
        }
        else if (result.Failure is null)
        {
            output.WriteLine(JsonText.Of(result.Result));
        }
        else if (plan.IsOrdered)
        {
            output.WriteLine();
        }

        if (result.Failure is not null)
        {
            errors.WriteLine($"spawner: line {result.Line}: {SafeText.Line(result.Failure)}");
        }
    }
}
