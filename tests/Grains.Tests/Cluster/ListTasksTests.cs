using Spawner.Client;

namespace Spawner.Grains.Tests.Cluster;

/// <summary>Recorded tasks as a client lists them.</summary>
public sealed class ListTasksTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task ListTasksAsync_ByEachCondition_TellsThoseThatMeetIt()
    {
        await using var cluster = await RecordedCluster.StartAsync(silos: 2);
        var tagged = await cluster.EndAsync(ScriptedTasks.Echo, "a", 2, new() { Name = "mine", Tags = new Dictionary<string, string> { ["team"] = "red" } });
        var failed = await cluster.EndAsync(ScriptedTasks.Throw, "No Space left", 2);
        var keyed = await cluster.PutAsync(ScriptedTasks.Unregistered, key: "k", delay: TimeSpan.FromHours(1));
        var silo = (await failed[0].GetOutcomeAsync(Cancel)).SiloName!;
        var onSilo = new List<TaskId>();
        foreach (var task in tagged.Concat(failed))
        {
            if ((await task.GetOutcomeAsync(Cancel)).SiloName == silo)
            {
                onSilo.Add(task.Id);
            }
        }

        var now = TimeProvider.System.GetUtcNow();
        await MatchesAsync(new(), [.. tagged.Concat(failed).Select(task => task.Id), keyed]);
        await MatchesAsync(new() { Kind = "test.echo" }, [.. tagged.Select(task => task.Id)]);
        await MatchesAsync(new() { Phases = [TaskPhase.Failed, TaskPhase.Lost] }, [.. failed.Select(task => task.Id)]);
        await MatchesAsync(new() { SiloName = silo }, [.. onSilo]);
        await MatchesAsync(new() { Tags = new Dictionary<string, string> { ["team"] = "red" } }, [.. tagged.Select(task => task.Id)]);
        await MatchesAsync(new() { Tags = new Dictionary<string, string> { ["team"] = "blue" } });
        await MatchesAsync(new() { Key = "k" }, keyed);
        await MatchesAsync(new() { Key = "k", Kind = "test.unregistered" }, keyed);
        await MatchesAsync(new() { Key = "k", Kind = "test.echo" });
        await MatchesAsync(new() { FailureText = "no space" }, [.. failed.Select(task => task.Id)]);
        await MatchesAsync(new() { SubmittedFrom = now.AddHours(-1), SubmittedTo = now.AddHours(1), Kind = "test.throw" }, [.. failed.Select(task => task.Id)]);
        await MatchesAsync(new() { SubmittedTo = now.AddHours(-1) });
        var scheduled = Assert.Single(await cluster.ListAsync(new() { Phases = [TaskPhase.Scheduled] }));
        Assert.Equal((keyed, "k"), (scheduled.Id, scheduled.Key));
        Assert.NotNull(scheduled.DueAt);
        Assert.All(await cluster.ListAsync(new() { Kind = "test.throw" }), task => Assert.Equal((1, "No Space left"), (task.Failures, task.Failure!.Message)));

        async Task MatchesAsync(TaskQuery query, params TaskId[] expected) =>
            Assert.Equal(expected.OrderByDescending(id => id.Unique), (await cluster.ListAsync(query)).Select(task => task.Id));
    }

    [Fact]
    public async Task ListTasksAsync_OfTasksThatRunAndWait_TellsThemApart()
    {
        await using var cluster = await RecordedCluster.StartAsync(silos: 2, slots: 1);
        var name = nameof(ListTasksAsync_OfTasksThatRunAndWait_TellsThemApart);
        await cluster.SpawnAsync(ScriptedTasks.Gate, name, 10);
        await ScriptedTasks.Of(name).StartedAsync(2);

        // In this order: a task may start meanwhile, since slots that are held for long are made up for.
        var waiting = await cluster.ListAsync(new() { Phases = [TaskPhase.Queued], PageSize = 3 });
        var running = await cluster.ListAsync(new() { Phases = [TaskPhase.Running], PageSize = 1 });

        var started = ScriptedTasks.Of(name).Contexts.Select(context => context.Id.Unique).ToHashSet();
        Assert.True(running.Count >= 2, $"{running.Count} run.");
        Assert.All(running, task => Assert.Contains(task.Id.Unique, started));
        Assert.All(running, task => Assert.Equal((TaskPhase.Running, true), (task.Phase, task.StartedAt is not null)));
        Assert.All(waiting, task => Assert.Equal((TaskPhase.Queued, true), (task.Phase, task.WaitingFor is not null)));
        Assert.Equal(10, running.Concat(waiting).Select(task => task.Id).Distinct().Count());
        ScriptedTasks.Of(name).Open();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task ListTaskPageAsync_FromPageToPage_TellsEachTaskOnceInOrder(bool oldestFirst)
    {
        await using var cluster = await RecordedCluster.StartAsync(silos: 1);
        var ids = (await cluster.EndAsync(ScriptedTasks.Echo, "x", 25)).Select(task => task.Id.Unique).ToList();
        var query = new TaskQuery { OldestFirst = oldestFirst, PageSize = 10 };

        List<int> sizes = [];
        List<Guid> told = [];
        string? cursor = null;
        do
        {
            var page = await cluster.Client.ListTaskPageAsync(query, cursor, Cancel);
            sizes.Add(page.Tasks.Count);
            told.AddRange(page.Tasks.Select(task => task.Id.Unique));
            cursor = page.Next;
        }
        while (cursor is not null);

        Assert.Equal([10, 10, 5], sizes);
        Assert.Equal(oldestFirst ? ids.Order() : ids.OrderDescending(), told);
    }

    [Fact]
    public async Task CountTasksAsync_OfAllPhases_CountsThoseOfTheNamespace()
    {
        await using var cluster = await RecordedCluster.StartAsync(silos: 1);
        await cluster.EndAsync(ScriptedTasks.Echo, "x", 3);
        await cluster.EndAsync(ScriptedTasks.Throw, "x", 2);
        await cluster.PutAsync(ScriptedTasks.Unregistered);

        var counts = await cluster.Client.CountTasksAsync(Cancel);

        Assert.Equal([(TaskPhase.Queued, 1L), (TaskPhase.Succeeded, 3), (TaskPhase.Failed, 2)], counts.OrderBy(one => one.Key).Select(one => (one.Key, one.Value)));
    }
}
