using Spawner.Cli.Api;
using Spawner.Cli.Api.Documents;
using Spawner.Cli.Commands.Tasks;

namespace Spawner.Cli.Mapping;

/// <summary>Makes tasks of some lines, and waits until each has ended.</summary>
/// <param name="api">The cluster.</param>
/// <param name="plan">What was asked for.</param>
/// <param name="clock">Measures pauses.</param>
/// <param name="onEnded">Is told each line once.</param>
internal sealed class BatchRun(SpawnerApi api, MapPlan plan, TimeProvider clock, Action<MapResult> onEnded)
{
    private static readonly TimeSpan BusyPause = TimeSpan.FromSeconds(1);

    // Tasks that end one by one are told in groups: asking for a thousand after each end would cost more than the tasks.
    private static readonly TimeSpan GatheringPause = TimeSpan.FromMilliseconds(20);

    // The part of an id before its home names the task alone; the home may be told anew after a move.
    private readonly Dictionary<string, (string Id, long Line)> _open = [];

    public async Task RunAsync(IReadOnlyList<MapLine> lines, CancellationToken cancellationToken)
    {
        var left = lines;
        while (left.Count > 0)
        {
            left = await SpawnAsync(left, cancellationToken);
        }

        while (_open.Count > 0)
        {
            await WaitAsync(cancellationToken);
        }
    }

    /// <returns>Lines that the cluster had no room for.</returns>
    private async Task<IReadOnlyList<MapLine>> SpawnAsync(IReadOnlyList<MapLine> lines, CancellationToken cancellationToken)
    {
        var batch = new BatchDocument(plan.Kind, plan.Options, [.. lines.Select(line => new BatchItem(line.Input, plan.KeyOf(line.Number)))]);
        BatchAnswer answer;
        try
        {
            answer = await api.SpawnBatchAsync(batch, cancellationToken);
        }
        catch (NoConnectionException lost) when (lost.MayHaveArrived && plan.KeyOf(1) is null)
        {
            Fail(lines, "the connection was lost while the line was sent; its task may run. With --durable it is sent again and runs once");
            return [];
        }

        var busy = new List<MapLine>();
        foreach (var entry in answer.Tasks)
        {
            var line = lines[entry.Index];
            if (entry.Id is { } id)
            {
                _open.Add(UniqueOf(id), (id, line.Number));
            }
            else if (entry.Problem?.IsBusy() == true)
            {
                busy.Add(line);
            }
            else
            {
                onEnded(MapResult.Failed(line.Number, entry.Problem?.Text() ?? "the server told neither a task nor a problem"));
            }
        }

        if (busy.Count > 0)
        {
            await Task.Delay(BusyPause, clock, cancellationToken);
        }

        return busy;
    }

    private async Task WaitAsync(CancellationToken cancellationToken)
    {
        var asked = _open.Count;
        var ends = await api.WaitForEndsAsync([.. _open.Values.Select(task => task.Id)], cancellationToken);
        foreach (var end in ends)
        {
            if (_open.Remove(UniqueOf(end.Id), out var task))
            {
                onEnded(ResultOf(task.Id, task.Line, end));
            }
        }

        if (_open.Count > 0 && ends.Count < asked / 4)
        {
            await Task.Delay(GatheringPause, clock, cancellationToken);
        }
    }

    private static MapResult ResultOf(string id, long line, OutcomeEntry end) => end switch
    {
        { Task: { Phase: Phases.Succeeded } } => new MapResult(line, id, end.Result, null),
        { Task: { } ended } => MapResult.Failed(line, OutcomeReport.Reason(ended), id),
        _ => MapResult.Failed(line, end.Problem?.Text() ?? "the server told neither an end nor a problem", id),
    };

    private void Fail(IReadOnlyList<MapLine> lines, string reason)
    {
        foreach (var line in lines)
        {
            onEnded(MapResult.Failed(line.Number, reason));
        }
    }

    private static string UniqueOf(string id) => id.Split('~', 2)[0];
}
