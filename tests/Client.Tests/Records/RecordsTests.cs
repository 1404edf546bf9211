using Spawner.Client.Tests.Scripted;
using Spawner.Contracts;

namespace Spawner.Client.Tests.Records;

/// <summary>What a client sends about recorded tasks, and what it makes of the answers.</summary>
public sealed class RecordsTests
{
    private readonly ScriptedClient _scripted = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private ISpawnerClient Client => _scripted.Client;

    [Fact]
    public async Task ListTasksAsync_OfManyPages_AsksWithEachCursorAndAllConditions()
    {
        List<RecordsQuery> asked = [];
        _scripted.Intake.OnListRecords = query =>
        {
            asked.Add(query);
            var number = asked.Count;
            return new RecordsPage { Tasks = number == 2 ? [] : [Snapshot()], Next = number < 3 ? Guid.CreateVersion7().ToString("N") : null };
        };
        var from = DateTimeOffset.UnixEpoch;
        var query = new TaskQuery
        {
            Kind = "kind",
            Phases = [TaskPhase.Failed],
            SiloName = "silo",
            Tags = new Dictionary<string, string> { ["a"] = "b" },
            Key = "key",
            FailureText = "text",
            SubmittedFrom = from,
            SubmittedTo = from.AddDays(1),
            OldestFirst = true,
            PageSize = 7,
        };

        var tasks = await Client.ListTasksAsync(query, Cancel).ToListAsync(Cancel);

        Assert.Equal(2, tasks.Count);
        Assert.Equal([false, true, true], asked.Select(one => one.Cursor is not null));
        var sent = asked[2];
        Assert.Equal(("default", "test", true, 7), (sent.Caller.Namespace, sent.Caller.Submitter, sent.OldestFirst, sent.PageSize));
        Assert.Equal(
            ("kind", "silo", "key", "text", from, from.AddDays(1)),
            (sent.Filter.Kind, sent.Filter.SiloName, sent.Filter.Key, sent.Filter.FailureText, sent.Filter.SubmittedFrom, sent.Filter.SubmittedTo));
        Assert.Equal([TaskPhase.Failed], sent.Filter.Phases);
        Assert.Equal([KeyValuePair.Create("a", "b")], sent.Filter.Tags!);
    }

    [Fact]
    public async Task ListTaskPageAsync_WhenMuchIsWrong_TellsEveryProblemAndAsksNothing()
    {
        var query = new TaskQuery
        {
            Kind = "no kind",
            Phases = [],
            SiloName = "",
            Tags = new Dictionary<string, string> { [""] = new('x', 257) },
            Key = new string('x', 257),
            FailureText = "",
            SubmittedFrom = DateTimeOffset.UnixEpoch,
            SubmittedTo = DateTimeOffset.UnixEpoch,
            PageSize = 1001,
        };
        _scripted.Intake.OnListRecords = _ => throw new InvalidOperationException("Something was asked.");

        var refused = await Assert.ThrowsAsync<InvalidTaskRequestException>(async () => await Client.ListTaskPageAsync(query, "no cursor", Cancel));

        string[] about = ["'no kind'", "phases", "silo name", "key of tag", "value of tag", "The key has 257", "failure", "time of submission", "page size is 1001", "'no cursor'"];
        Assert.Equal(about.Length, refused.Problems.Count);
        Assert.All(about, text => Assert.Contains(refused.Problems, problem => problem.Contains(text, StringComparison.Ordinal)));
        Assert.All(refused.Problems, problem => Assert.Contains("Accepted:", problem, StringComparison.Ordinal));
    }

    [Fact]
    public async Task RetryTasksAsync_ByAFilter_GoesOnUntilNoneIsLeftAndAddsUp()
    {
        List<RecordsChange> asked = [];
        _scripted.Intake.OnChangeRecords = change =>
        {
            asked.Add(change);
            return new RecordsChanged
            {
                Matched = 500,
                Changed = 498,
                LeftAlone = new Dictionary<LeftAloneReason, int> { [LeftAloneReason.KeyTaken] = 2 },
                Next = asked.Count < 3 ? Guid.CreateVersion7().ToString("N") : null,
            };
        };

        var changes = await Client.RetryTasksAsync(new TaskQuery { Kind = "kind", PageSize = 1 }, Cancel);

        Assert.Equal((1500, 1494, 6L), (changes.Matched, changes.Changed, changes.LeftAlone[LeftAloneReason.KeyTaken]));
        Assert.Equal([false, true, true], asked.Select(one => one.Cursor is not null));
        Assert.All(asked, one => Assert.Equal((RecordsVerb.Retry, "kind"), (one.Verb, one.Filter!.Kind)));
    }

    [Fact]
    public async Task CancelTasksByIdAsync_OfMoreThanAMessageHolds_SendsSeveral()
    {
        List<int> sizes = [];
        _scripted.Intake.OnChangeRecords = change =>
        {
            sizes.Add(change.Ids!.Length);
            return new RecordsChanged { Matched = change.Ids.Length, Changed = change.Ids.Length };
        };
        var ids = Enumerable.Range(0, 1100).Select(_ => new TaskId(Guid.CreateVersion7())).ToArray();

        var changes = await Client.CancelTasksByIdAsync([.. ids, ids[0]], Cancel);

        Assert.Equal([500, 500, 100], sizes);
        Assert.Equal(1100, changes.Changed);
        Assert.Equal(0, (await Client.DiscardTasksByIdAsync([], Cancel)).Matched);
    }

    [Fact]
    public async Task RetryTaskAsync_WithAnotherInput_SendsItWithTheNamesOfTheKind()
    {
        RecordsChange? sent = null;
        _scripted.Intake.OnChangeRecords = change =>
        {
            sent = change;
            return new RecordsChanged();
        };
        var kind = new TaskKind<int, int>("new", aliases: ["old"]);

        await Client.RetryTaskAsync(kind, new TaskId(Guid.CreateVersion7()), 42, Cancel);

        Assert.Equal("42"u8.ToArray(), sent!.Input!);
        Assert.Equal(["new", "old"], sent.Kinds);
    }

    [Fact]
    public async Task RetryTaskAsync_WithAnInputThatIsTooLong_IsRefused()
    {
        var refused = await Assert.ThrowsAsync<InvalidTaskRequestException>(() => Client.RetryTaskAsync(
            new TaskKind<string, int>("kind"), new TaskId(Guid.CreateVersion7()), new string('x', SpawnLimits.MaximumPayloadBytes), Cancel));

        Assert.Contains("262146 bytes", Assert.Single(refused.Problems), StringComparison.Ordinal);
    }

    [Fact]
    public async Task PauseKindAsync_OfANameThatIsNone_IsRefused() =>
        await Assert.ThrowsAsync<InvalidTaskRequestException>(() => Client.PauseKindAsync("no kind", Cancel));

    [Fact]
    public async Task CountTasksAsync_WhenItIsRefused_ThrowsWhatTheRefusalSays()
    {
        var refusal = new RecordsRefusal { Denied = "You may not." };
        _scripted.Intake.OnCountRecords = _ => new RecordsCount { Refusal = refusal };

        Assert.Equal("You may not.", (await Assert.ThrowsAsync<SpawnDeniedException>(() => Client.CountTasksAsync(Cancel))).Message);
        refusal = new RecordsRefusal { Unavailable = "It is away.", IsTransient = true };
        Assert.True((await Assert.ThrowsAsync<TaskStoreUnavailableException>(() => Client.CountTasksAsync(Cancel))).IsTransient);
        refusal = new RecordsRefusal { Problems = ["Wrong."] };
        Assert.Equal(["Wrong."], (await Assert.ThrowsAsync<InvalidTaskRequestException>(() => Client.CountTasksAsync(Cancel))).Problems);
    }

    private static TaskSnapshot Snapshot() => Notices.Running(new TaskId(Guid.CreateVersion7(), ScriptedIntake.Home)).Snapshot!;
}
