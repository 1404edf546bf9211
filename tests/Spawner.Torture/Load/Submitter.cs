using System.Globalization;
using Spawner.Client;
using Spawner.Torture.Evidence;

namespace Spawner.Torture.Load;

/// <summary>Submits tasks of all sorts, follows each to its end, and writes down what it tried and what it was told.</summary>
internal sealed class Submitter(ClientSettings settings, ISpawnerClient client, RawSpawns raw, HistoryWriter history)
{
    private const int Largest = 60;

    private static readonly SpawnOptions Retried = new() { Retry = Kinds.Retry };

    private readonly Random _random = new(settings.Seed);
    private int _number;

    /// <summary>
    /// One draw of the mix: 70 % short ones, a few of which are batches that make up half of all tasks; 15 % failing at first or for
    /// good, 5 % long, 5 % cancelled, 5 % submitted again.
    /// </summary>
    /// <returns>How many tasks it is, and what ends when all of them have.</returns>
    public (int Tasks, Task Ended) Next()
    {
        var draw = _random.Next(1000);
        return draw switch
        {
            < 30 => Batch(_random.Next(2, Largest)),
            < 700 => One(Kinds.Short, _random.Next(1, 20)),
            < 830 => One(Kinds.Flaky, _random.Next(1, 20), Retried),
            < 850 => One(Kinds.Failing, _random.Next(1, 20), Retried),
            < 900 => One(Kinds.Long, _random.Next(4500, 6000)),
            < 915 => (1, CancelAsync(Kinds.Long, Op("cancel"), _random.Next(0, 1500), _random.Next(0, 600))),
            < 950 => (1, CancelAsync(Kinds.Reluctant, Op("cancel"), _random.Next(0, 1500), _random.Next(0, 600))),
            _ => (1, AgainAsync(Op("again"), NewNumber(), _random.Next(1, 20), _random.Next(3))),
        };
    }

    public Task PoisonAsync() => SubmitAsync(Kinds.Poison, new Work(Op("poison"), _random.Next(2)));

    /// <summary>Goes on with the submissions of a client that was killed, as one that knows only its own notes.</summary>
    public Task GoOnAsync(IReadOnlyList<HistoryEvent> notes)
    {
        var closed = notes.Where(note => note.What is HistoryEvent.End or HistoryEvent.Fail).Select(note => note.Op).ToHashSet();
        return Task.WhenAll(notes
            .Where(note => note is { What: HistoryEvent.Invoke, Unique: not null } && !closed.Contains(note.Op))
            .Select(note => AgainAsync(note.Op, note.Unique!.Value, milliseconds: 5, times: 1)));
    }

    private (int Tasks, Task Ended) One(TaskKind<Work, string> kind, int milliseconds, SpawnOptions? options = null) =>
        (1, SubmitAsync(kind, new Work(Op(kind.Name), milliseconds), options));

    private (int Tasks, Task Ended) Batch(int count)
    {
        Work[] works = [.. Enumerable.Range(0, count).Select(_ => new Work(Op("batch"), _random.Next(1, 20)))];
        return (count, BatchAsync(works));
    }

    private async Task SubmitAsync(TaskKind<Work, string> kind, Work work, SpawnOptions? options = null)
    {
        history.Write(new HistoryEvent(Wall.Now, HistoryEvent.Invoke, work.Op) { Kind = kind.Name });
        if (await TryAsync(() => client.SpawnAsync(kind, work, options), [work.Op]) is { } task)
        {
            history.Write(Acknowledged(work.Op, task.Id));
            await FollowAsync(work.Op, task);
        }
    }

    private async Task BatchAsync(Work[] works)
    {
        history.Write([.. works.Select(work => new HistoryEvent(Wall.Now, HistoryEvent.Invoke, work.Op) { Kind = Kinds.Short.Name })]);
        if (await TryAsync(() => client.SpawnManyAsync(Kinds.Short, works), works.Select(work => work.Op)) is { } batch)
        {
            history.Write([.. works.Zip(batch.Tasks, (work, task) => Acknowledged(work.Op, task.Id))]);
            await Task.WhenAll(works.Zip(batch.Tasks, (work, task) => FollowAsync(work.Op, task)));
        }
    }

    private async Task CancelAsync(TaskKind<Work, string> kind, string op, int milliseconds, int after)
    {
        history.Write(new HistoryEvent(Wall.Now, HistoryEvent.Invoke, op) { Kind = kind.Name, Text = "cancel" });
        if (await TryAsync(() => client.SpawnAsync(kind, new Work(op, milliseconds)), [op]) is not { } task)
        {
            return;
        }

        history.Write(Acknowledged(op, task.Id));
        var following = FollowAsync(op, task);
        await Wall.Delay(after, CancellationToken.None);
        try
        {
            var answer = await task.CancelAsync();
            history.Write(new HistoryEvent(Wall.Now, HistoryEvent.Cancel, op) { Text = answer.ToString() });
        }
        catch (Exception failure)
        {
            history.Write(new HistoryEvent(Wall.Now, HistoryEvent.Cancel, op) { Text = failure.GetType().Name }, Told(op, failure));
        }

        await following;
    }

    /// <summary>The same submission again and again: at once through several gateways, or after it was acknowledged, or after its end.</summary>
    private async Task AgainAsync(string op, Guid unique, int milliseconds, int times)
    {
        history.Write(new HistoryEvent(Wall.Now, HistoryEvent.Invoke, op) { Kind = Kinds.Short.Name, Unique = unique });
        var work = new Work(op, milliseconds);
        var answers = await Task.WhenAll(Enumerable.Range(0, 1 + times).Select(_ => raw.SendAsync(unique, work)));
        for (var tries = 0; Array.TrueForAll(answers, answer => answer is null) && tries < 20; tries++)
        {
            history.Write(new HistoryEvent(Wall.Now, HistoryEvent.Info, op));
            await Wall.Delay(500, CancellationToken.None);
            answers = [await raw.SendAsync(unique, work)];
        }

        if (Array.Find(answers, answer => answer is not null) is { } id)
        {
            history.Write(Acknowledged(op, id));
            await FollowAsync(op, client.GetTask(id));
            if (times > 0)
            {
                await raw.SendAsync(unique, work);
            }
        }
    }

    private static HistoryEvent Told(string op, Exception failure) =>
        new(Wall.Now, failure is SpawnerException ? HistoryEvent.Failure : HistoryEvent.Unexpected, op) { Text = failure.GetType().Name + ": " + failure.Message };

    private static HistoryEvent Acknowledged(string op, TaskId id) => new(Wall.Now, HistoryEvent.Ok, op) { Task = id.ToString() };

    private async Task FollowAsync(string op, TaskHandle task)
    {
        while (true)
        {
            try
            {
                var end = await task.GetOutcomeAsync();
                history.Write(new HistoryEvent(Wall.Now, HistoryEvent.End, op) { Task = task.Id.ToString(), Phase = end.Phase, Run = end.Run, Text = end.Failure?.Type });
                return;
            }
            catch (UnknownTaskException failure)
            {
                history.Write(new HistoryEvent(Wall.Now, HistoryEvent.End, op) { Task = task.Id.ToString(), Text = failure.GetType().Name });
                return;
            }
            catch (Exception failure)
            {
                // Asked again until somebody answers.
                history.Write(Told(op, failure));
                await Wall.Delay(500, CancellationToken.None);
            }
        }
    }

    private async Task<T?> TryAsync<T>(Func<Task<T>> spawn, IEnumerable<string> ops)
        where T : class
    {
        try
        {
            return await spawn();
        }
        catch (Exception failure)
        {
            // Only what was never sent, or not allowed, is known not to have happened.
            var what = failure is InvalidSpawnException or SpawnDeniedException ? HistoryEvent.Fail : HistoryEvent.Info;
            history.Write([.. ops.SelectMany(op => (HistoryEvent[])[new(Wall.Now, what, op) { Text = failure.GetType().Name }, Told(op, failure)])]);
            return null;
        }
    }

    private string Op(string what) => string.Create(CultureInfo.InvariantCulture, $"{settings.Prefix}.{_number++}.{what[(what.LastIndexOf('.') + 1)..]}");

    private static Guid NewNumber() => Guid.CreateVersion7(Wall.Clock.GetUtcNow());
}
