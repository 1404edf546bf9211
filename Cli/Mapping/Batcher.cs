using System.Runtime.CompilerServices;

namespace Spawner.Cli.Mapping;

/// <summary>Gathers lines into batches: full ones while lines come fast, smaller ones when no further line is there yet.</summary>
/// <param name="most">Most lines in a batch.</param>
/// <param name="mostBytes">Most bytes in a batch of more than one line.</param>
internal sealed class Batcher(int most, int mostBytes)
{
    private readonly List<MapLine> _batch = new(most);
    private int _bytes;

    public async IAsyncEnumerable<IReadOnlyList<MapLine>> GatherAsync(
        IAsyncEnumerable<MapLine> lines, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var source = lines.GetAsyncEnumerator(stop.Token);
        var next = source.MoveNextAsync().AsTask();
        try
        {
            while (true)
            {
                if (_batch.Count > 0 && !next.IsCompleted)
                {
                    yield return Take();
                }

                if (!await next)
                {
                    break;
                }

                if (IsFullFor(source.Current))
                {
                    yield return Take();
                }

                _batch.Add(source.Current);
                _bytes += source.Current.Bytes;
                next = source.MoveNextAsync().AsTask();
            }

            if (_batch.Count > 0)
            {
                yield return Take();
            }
        }
        finally
        {
            // Lines may be left where somebody stops early; an enumerator is not disposed in the middle of a step.
            await stop.CancelAsync();
            await ((Task)next).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            await source.DisposeAsync();
        }
    }

    private bool IsFullFor(MapLine line) => _batch.Count == most || (_batch.Count > 0 && _bytes + line.Bytes > mostBytes);

    private IReadOnlyList<MapLine> Take()
    {
        IReadOnlyList<MapLine> taken = [.. _batch];
        _batch.Clear();
        _bytes = 0;
        return taken;
    }
}
