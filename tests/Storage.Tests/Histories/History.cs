using Microsoft.Extensions.Time.Testing;

namespace Spawner.Storage.Tests.Histories;

/// <summary>
/// A random history of a few tasks and owners, made by a seed, that is played on a store and on a <see cref="MemoryTaskStore"/> at
/// the same time; what they answer, and what they keep in the end, must be the same.
/// </summary>
internal sealed class History(ITaskStore subject, int seed, bool comparesReplies = true)
{
    private const int Tasks = 10;
    private const int Owners = 3;

    private static readonly TimeSpan Long = TimeSpan.FromMinutes(10);

    private readonly Random random = new(seed);
    private readonly FakeTimeProvider clock = new(new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero));
    private readonly string taskNamespace = $"n{Guid.NewGuid():N}";
    private readonly List<string> told = [];
    private readonly TaskOwner[] modelOwners = new TaskOwner[Owners];
    private readonly TaskOwner[] subjectOwners = new TaskOwner[Owners];
    private readonly List<(OwnerNumber Model, OwnerNumber Subject, string Name)> known = [];
    private TaskDefinition[] definitions = [];
    private MemoryTaskStore model = null!;
    private int incarnation;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async Task PlayAsync(int steps)
    {
        model = new(clock);
        // In the order of their ids, so that a seed always makes the same history.
        var ids = Enumerable.Range(0, Tasks).Select(_ => Guid.CreateVersion7()).Order().ToArray();
        definitions = [.. ids.Select(Define)];
        for (var i = 0; i < Owners; i++)
        {
            await RegisterAsync(i);
        }

        for (var i = 0; i < steps; i++)
        {
            clock.Advance(TimeSpan.FromMilliseconds(1));
            await StepAsync();
        }

        Assert.Equal(await KeptByAsync(model), await KeptByAsync(subject));
        Assert.Equal(
            (await model.CountAsync(taskNamespace, Cancel)).OrderBy(count => count.Key),
            (await subject.CountAsync(taskNamespace, Cancel)).OrderBy(count => count.Key));

        // Nothing that has expired is left for the next history: anybody claims it.
        await subject.ClaimAsync(subjectOwners[0].Number, [], 100, Cancel);
    }

    private TaskDefinition Define(Guid unique, int number) => Given.Task(
        unique: unique,
        kind: $"{taskNamespace}-{number % 2}",
        taskNamespace: taskNamespace,
        uniqueKey: number % 3 == 0
            ? null
            : new($"k{number % 3}", Period(number), KeptWhenSucceeded: number % 4 > 1, KeptWhenFailed: number % 2 > 0));

    // None, one that is not over while the history lasts, and one that is over at once.
    private static TimeSpan? Period(int number) => number switch
    {
        4 or 5 => TimeSpan.FromHours(1),
        7 => TimeSpan.Zero,
        _ => null,
    };

    private Task StepAsync() => random.Next(16) switch
    {
        <= 3 => CommitAsync(Inserts),
        <= 9 => CommitAsync(Writes),
        10 => EndLeaseAsync(),
        11 => AdoptAsync(),
        12 => ClaimAsync(),
        13 => CancelAsync(),
        14 => ReviveAsync(),
        _ => DiscardOrPauseAsync(),
    };

    private async Task RegisterAsync(int owner)
    {
        var name = $"{taskNamespace}-silo-{incarnation++}";
        modelOwners[owner] = await model.RegisterAsync(name, name, Long, Cancel);
        subjectOwners[owner] = await subject.RegisterAsync(name, name, Long, Cancel);
        known.Add((modelOwners[owner].Number, subjectOwners[owner].Number, name));
    }

    private async Task CommitAsync(Func<int, Dictionary<Guid, StoredTask>, Func<Func<int, OwnerNumber>, TaskWrites>> make)
    {
        var by = random.Next(Owners);
        var now = (await model.FindAsync(Ids(), Cancel)).OfType<StoredTask>().ToDictionary(task => task.Definition.Unique);
        var writes = make(by, now);
        var expected = await model.CommitAsync(modelOwners[by].Number, writes(owner => modelOwners[owner].Number), Cancel);
        var found = await subject.CommitAsync(subjectOwners[by].Number, writes(owner => subjectOwners[owner].Number), Cancel);
        told.Add($"commit by {by}: {Describe(expected)}");
        Compare(Describe(expected), Describe(found));
    }

    // If some replace, of one key there is one in a commit: the second would replace the first when both are repeated.
    private Func<Func<int, OwnerNumber>, TaskWrites> Inserts(int by, Dictionary<Guid, StoredTask> now)
    {
        var replaces = random.Next(3) > 0;
        var some = replaces ? Some().DistinctBy(definition => definition.Key?.Text ?? definition.Unique.ToString()) : Some();
        var inserts = some.Select(definition => new TaskInsert(
            definition,
            random.Next(3) > 0,
            random.Next(3) == 0 ? TimeSpan.FromHours(1) : null,
            replaces && random.Next(2) == 0 ? KeyConflict.Replace : KeyConflict.Refuse,
            Expiry())).ToArray();
        return _ => new() { Inserts = inserts };
    }

    private TimeSpan? Expiry() => random.Next(4) switch
    {
        0 => TimeSpan.Zero,
        1 => TimeSpan.FromHours(1),
        _ => null,
    };

    // Mostly what the owner of each task may write, now and then what a former one would.
    private Func<Func<int, OwnerNumber>, TaskWrites> Writes(int by, Dictionary<Guid, StoredTask> now)
    {
        var starts = new List<TaskStart>();
        var endings = new List<TaskEnding>();
        var putBacks = new List<TaskPutBack>();
        var handOvers = new List<(Guid Id, int Run, int To)>();
        var notes = new List<TaskNote>();
        foreach (var id in Some().Select(definition => definition.Unique).Where(now.ContainsKey))
        {
            var run = now[id].Run - (random.Next(6) == 0 ? 1 : 0);
            switch (random.Next(7))
            {
                case 0 or 1:
                    starts.Add(new(id, run));
                    break;
                case 2:
                    endings.Add(new(id, run, TaskPhase.Succeeded, TimeSpan.FromSeconds(1), Given.Bytes($"r{run}")));
                    break;
                case 3:
                    endings.Add(new(id, run, random.Next(2) == 0 ? TaskPhase.Failed : TaskPhase.Cancelled, Failure: Given.Failure(message: $"m{run}")));
                    break;
                case 4:
                    putBacks.Add(new(
                        id,
                        run,
                        (PutBackReason)random.Next(4),
                        random.Next(2) == 0 ? TimeSpan.Zero : TimeSpan.FromHours(1),
                        random.Next(2) == 0 ? Given.Failure() : null,
                        Expiry()));
                    break;
                case 5:
                    handOvers.Add((id, run, random.Next(Owners)));
                    break;
                default:
                    notes.Add(new(id, run, new() { Fraction = 0.5, Message = $"p{run}" }, Given.Bytes($"c{run}"), Given.Bytes($"o{told.Count};"), told.Count + 1));
                    break;
            }
        }

        return owner => new()
        {
            Starts = starts,
            Endings = endings,
            PutBacks = putBacks,
            HandOvers = [.. handOvers.Select(handOver => new TaskHandOver(handOver.Id, handOver.Run, owner(handOver.To)))],
            Notes = notes,
        };
    }

    private async Task EndLeaseAsync()
    {
        var owner = random.Next(Owners);
        await model.EndLeaseAsync(modelOwners[owner].Number, Cancel);
        await subject.EndLeaseAsync(subjectOwners[owner].Number, Cancel);
        told.Add($"lease of {owner} ends");
        await RegisterAsync(owner);
    }

    private async Task AdoptAsync()
    {
        var by = random.Next(Owners);
        var (modelFrom, subjectFrom, _) = known[random.Next(known.Count)];
        var expected = await model.AdoptAsync(modelOwners[by].Number, modelFrom, 3, Cancel);
        var found = await subject.AdoptAsync(subjectOwners[by].Number, subjectFrom, 3, Cancel);
        told.Add($"{by} adopts {expected.Length}");
        Compare(Describe(expected), Describe(found));
    }

    private async Task ClaimAsync()
    {
        var by = random.Next(Owners);
        string[] kinds = [$"{taskNamespace}-0", $"{taskNamespace}-1"];
        var expected = await model.ClaimAsync(modelOwners[by].Number, kinds, 100, Cancel);
        var found = await subject.ClaimAsync(subjectOwners[by].Number, kinds, 100, Cancel);
        told.Add($"{by} claims {expected.Tasks.Length}, and {expected.Expired.Length} that expired");

        // Other histories have left tasks that will expire.
        Compare(
            (Describe(expected.Tasks), Describe(expected.Expired), true),
            (Describe(found.Tasks), Describe(found.Expired), expected.NextDue is null || found.NextDue is not null));
    }

    private async Task CancelAsync()
    {
        Guid[] ids = [.. Some().Select(definition => definition.Unique)];
        var expected = await model.CancelAsync(ids, Cancel);
        var found = await subject.CancelAsync(ids, Cancel);
        told.Add($"cancel {ids.Length}");
        Compare(Describe(expected), Describe(found));
    }

    private async Task ReviveAsync()
    {
        Guid[] ids = [.. Some().Select(definition => definition.Unique)];
        var input = random.Next(2) == 0 ? Given.Bytes("[]") : default(ReadOnlyMemory<byte>?);
        var expected = await model.ReviveAsync(ids, input, Cancel);
        told.Add($"revive {expected}");
        Compare(expected, await subject.ReviveAsync(ids, input, Cancel));
    }

    private async Task DiscardOrPauseAsync()
    {
        if (random.Next(2) == 0)
        {
            Guid[] ids = [.. Some().Select(definition => definition.Unique)];
            var expected = await model.DiscardAsync(ids, Cancel);
            told.Add($"discard {expected}");
            Compare(expected, await subject.DiscardAsync(ids, Cancel));
            return;
        }

        var paused = random.Next(2) == 0;
        await model.SetPausedAsync($"{taskNamespace}-0", paused, Cancel);
        await subject.SetPausedAsync($"{taskNamespace}-0", paused, Cancel);
        told.Add($"paused: {paused}");
    }

    private async Task<string> KeptByAsync(ITaskStore store)
    {
        var lines = new List<string>();
        foreach (var task in (await store.FindAsync(Ids(), Cancel)).OfType<StoredTask>())
        {
            var output = await store.ReadOutputAsync(task.Definition.Unique, 0, int.MaxValue, Cancel);
            lines.Add($"{Describe(task)} {Given.Text(output.Bytes)}");
        }

        return string.Join('\n', lines);
    }

    private TaskDefinition[] Some() => [.. definitions.Where(_ => random.Next(3) == 0)];

    private Guid[] Ids() => [.. definitions.Select(definition => definition.Unique)];

    private void Compare<T>(T expected, T found)
    {
        if (comparesReplies && !Equals(expected, found))
        {
            Assert.Fail($"Seed {seed}, after\n{string.Join('\n', told)}\nexpected\n{expected}\nfound\n{found}");
        }
    }

    private string Describe(CommitReply reply) => string.Join(
        ' ',
        string.Join(',', reply.Inserts.Select(insert => $"{insert.Outcome}:{Describe(insert.Existing)}")),
        string.Join(',', reply.Starts),
        string.Join(',', reply.Endings),
        string.Join(',', reply.PutBacks),
        string.Join(',', reply.HandOvers),
        string.Join(',', reply.Notes));

    private string Describe(IEnumerable<StoredTask?> tasks) => string.Join('\n', tasks.Select(Describe).Order(StringComparer.Ordinal));

    private string Describe(StoredTask? task)
    {
        if (task is null)
        {
            return "-";
        }

        var number = Array.FindIndex(definitions, definition => definition.Unique == task.Definition.Unique);
        return $"{number} {task.Phase} of {task.SiloName} owned {task.Owner != OwnerNumber.Nobody} run {task.Run} "
            + $"{task.Failures}/{task.Crashes}/{task.Losses}/{task.Interruptions} cancel {task.CancelRequested} due {task.DueAt is not null} expires {task.ExpiresAt is not null} "
            + $"started {task.StartedAt is not null} ended {task.EndedAt is not null} in {Given.Text(task.Definition.Input)} "
            + $"result {(task.Result is { } result ? Given.Text(result) : "-")} failure {task.Failure?.Message} "
            + $"progress {task.Progress?.Message} checkpoint {(task.Checkpoint is { } checkpoint ? Given.Text(checkpoint) : "-")}";
    }
}
