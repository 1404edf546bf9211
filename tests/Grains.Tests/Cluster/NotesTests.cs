using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Orleans.TestingHost;
using Spawner.Client;
using Spawner.Grains.Execution;
using Spawner.Grains.Lifecycle;
using Spawner.Grains.Notes;
using Spawner.Grains.Storage;

namespace Spawner.Grains.Tests.Cluster;

/// <summary>Checkpoints, output and progress, of tasks that the store keeps and of others; each test has a cluster of its own.</summary>
public sealed class NotesTests
{
    private static readonly SpawnOptions Durable = new() { Durable = true };
    private static readonly SpawnOptions Volatile = new();
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    // Handlers look their script up by it, on threads that know nothing of the test.
    private readonly string _name = TestContext.Current.Test!.TestDisplayName;
    private readonly StoreGate _store = new(new MemoryTaskStore(TimeProvider.System));

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task SaveCheckpointAsync_WhenTheSiloDies_IsReadByTheNextRun()
    {
        await using var cluster = await StartAsync(silos: 2);
        var script = Script(async (context, stop) =>
        {
            if (context.TryGetCheckpoint<State>(out var state))
            {
                return $"{state.Count} after run {state.Run}";
            }

            await context.SaveCheckpointAsync(new State(1, context.Run), stop);
            await context.SaveCheckpointAsync(new State(2, context.Run), stop);
            Script().Open();
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, stop);
            return "not reached";
        });
        var task = await ClientOf(cluster).SpawnAsync(ScriptedTasks.Act, _name, Durable, Cancel);
        await script.OpenedAsync(Cancel).WaitAsync(Limit, Cancel);
        Assert.True((await task.DescribeAsync(Cancel)).HasCheckpoint);

        await cluster.KillSiloAsync(HomeOf(cluster, task), Cancel);

        Assert.Equal("2 after run 1", await task.GetResultAsync(Cancel).WaitAsync(Limit, Cancel));
        Assert.False((await task.DescribeAsync(Cancel)).HasCheckpoint);
    }

    [Fact]
    public async Task SaveCheckpointAsync_OfATaskThatMoves_IsReadThere()
    {
        await using var cluster = await StartAsync(silos: 2);
        Script(async (context, stop) =>
        {
            context.Output.WriteLine($"run {context.Run}");
            if (context.TryGetCheckpoint<State>(out var state))
            {
                return $"{state.Count} after run {state.Run}";
            }

            await context.SaveCheckpointAsync(new State(7, context.Run), stop);
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, context.SiloLeaving);
            return "not reached";
        });
        var task = await ClientOf(cluster).SpawnAsync(ScriptedTasks.Act, _name, Volatile, Cancel);
        await Script().StartedAsync();
        var followed = FollowAsync(task);

        await cluster.StopSiloAsync(HomeOf(cluster, task), Cancel);

        Assert.Equal("7 after run 1", await task.GetResultAsync(Cancel).WaitAsync(Limit, Cancel));
        Assert.Equal("run 1\nrun 2\n", await followed.WaitAsync(Limit, Cancel));
        Assert.Equal("run 1\nrun 2\n", (await task.ReadOutputAsync(cancellationToken: Cancel)).Text);
    }

    [Fact]
    public async Task SaveCheckpointAsync_OfARunThatIsOver_IsRefusedAndTheHandlerIsToldToStop()
    {
        await using var cluster = await StartAsync(silos: 1);
        var refused = new TaskCompletionSource<Exception>(TaskCreationOptions.RunContinuationsAsynchronously);
        var script = Script(async (context, stop) =>
        {
            await Script().OpenedAsync(stop);
            refused.TrySetResult(await Assert.ThrowsAsync<TaskSupersededException>(() => context.SaveCheckpointAsync(1, CancellationToken.None)));
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, stop);
            return "not reached";
        });
        var task = await ClientOf(cluster).SpawnAsync(ScriptedTasks.Act, _name, Durable, Cancel);
        await script.StartedAsync();
        var executor = cluster.Silos[0].ServiceProvider.GetRequiredService<Executor>();
        await GiveAwayAsync(task.Id);

        script.Open();

        Assert.Contains($"Run 1 of task {task.Id}", (await refused.Task.WaitAsync(Limit, Cancel)).Message, StringComparison.Ordinal);
        await _store.UntilAsync(() => executor.CountLeft() == default, Cancel);
        var stored = await StoredAsync(task.Id);
        Assert.Equal((2, false, null), (stored.Run, stored.Phase.IsTerminal(), stored.Checkpoint));
        Assert.False(executor.Holds(task.Id.Unique));
    }

    [Fact]
    public async Task ReportProgress_OfADurableTask_IsThereAfterTheSiloIsGone()
    {
        await using var cluster = await StartAsync(silos: 1);
        Script(async (context, stop) =>
        {
            for (var i = 1; i <= 100; i++)
            {
                context.ReportProgress(i / 100.0, $"step {i}");
            }

            await Script().OpenedAsync(stop);
            return "done";
        });
        var task = await ClientOf(cluster).SpawnAsync(ScriptedTasks.Act, _name, Durable, Cancel);

        await _store.UntilAsync(async () => (await StoredAsync(task.Id)).Progress?.Message == "step 100", Cancel);
        Assert.InRange(_store.Notes, 1, 3);
        Script().Open();
        await task.GetResultAsync(Cancel);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task ReadOutputAsync_WhileItRunsAndAfterItsEnd_TellsWhatTheHandlerWroteAndLogged(bool durable)
    {
        await using var cluster = await StartAsync(silos: 2);
        Script(async (context, loggers, stop) =>
        {
            await context.Output.WriteLineAsync("begin – é😀");
            Log.Said(loggers.CreateLogger("my.category"), "two\nlines", new InvalidOperationException("why"));
            await Script().OpenedAsync(stop);
            await Task.Run(() => context.Output.WriteLine("end"), stop);
            return "done";
        });
        var task = await ClientOf(cluster).SpawnAsync(ScriptedTasks.Act, _name, durable ? Durable : Volatile, Cancel);
        await Script().StartedAsync();

        var first = await ReadUntilAsync(task, text => text.Contains("why", StringComparison.Ordinal));
        var lines = first.Text.Split('\n');
        Assert.Equal("begin – é😀", lines[0]);
        Assert.Matches(@"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z warn my\.category: two \| lines System\.InvalidOperationException: why$", lines[1]);
        Assert.Equal((3, false, 0), (lines.Length, first.IsLast, first.Dropped));

        Script().Open();
        await task.GetResultAsync(Cancel);

        var rest = await task.ReadOutputAsync(first.Next, Cancel);
        Assert.Equal(("end\n", true), (rest.Text, rest.IsLast));
        Assert.Equal(first.Text + "end\n", (await task.ReadOutputAsync(cancellationToken: Cancel)).Text);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task FollowOutputAsync_OfATaskThatGoesOn_TellsAllOfItOnceAndEnds(bool durable)
    {
        await using var cluster = await StartAsync(silos: 2);
        Script(async (context, stop) =>
        {
            for (var i = 0; i < 20; i++)
            {
                context.Output.Write($"line {i}\n");
                await context.DelayAsync(TimeSpan.FromMilliseconds(20), stop);
            }

            return "done";
        });
        var task = await ClientOf(cluster).SpawnAsync(ScriptedTasks.Act, _name, durable ? Durable : Volatile, Cancel);

        var text = await FollowAsync(ClientOf(cluster).GetTask(task.Id)).WaitAsync(Limit, Cancel);

        Assert.Equal(string.Concat(Enumerable.Range(0, 20).Select(i => $"line {i}\n")), text);
    }

    [Fact]
    public async Task FollowOutputAsync_WhenTheSiloDies_GoesOnWithTheNextRun()
    {
        await using var cluster = await StartAsync(silos: 2);
        Script(async (context, stop) =>
        {
            context.Output.WriteLine($"run {context.Run}");
            await (context.Run == 1 ? Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, stop) : Script().OpenedAsync(stop));
            return "done";
        });
        var task = await ClientOf(cluster).SpawnAsync(ScriptedTasks.Act, _name, Durable, Cancel);
        await _store.UntilAsync(async () => (await _store.ReadOutputAsync(task.Id.Unique, 0, 100, Cancel)).Bytes.Length > 0, Cancel);
        await cluster.KillSiloAsync(HomeOf(cluster, task), Cancel);

        Assert.Equal("run 1\n", (await task.ReadOutputAsync(cancellationToken: Cancel)).Text[..6]);

        Script().Open();
        Assert.Equal("run 1\nrun 2\n", await FollowAsync(task).WaitAsync(Limit, Cancel));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Output_OfTenMegabytes_IsBoundedAndTheTaskSucceeds(bool durable)
    {
        await using var cluster = await StartAsync(silos: 1);
        const int Lines = 100_000;
        Script((context, _) =>
        {
            for (var i = 0; i < Lines; i++)
            {
                context.Output.Write($"{i:00000000} {new string('x', 90)}\n");
            }

            return Task.FromResult("done");
        });
        var task = await ClientOf(cluster).SpawnAsync(ScriptedTasks.Act, _name, durable ? Durable : Volatile, Cancel);
        Assert.Equal("done", await task.GetResultAsync(Cancel).WaitAsync(Limit, Cancel));

        var part = await task.ReadOutputAsync(cancellationToken: Cancel);

        Assert.InRange(Encoding.UTF8.GetByteCount(part.Text), SpawnLimits.MaximumOutputBytes - 4, SpawnLimits.MaximumOutputBytes);
        Assert.EndsWith($"{Lines - 1:00000000} {new string('x', 90)}\n", part.Text, StringComparison.Ordinal);
        Assert.True(part.IsLast);
        Assert.True(part.Dropped > 0 || part.Text.Contains("bytes of output were dropped here", StringComparison.Ordinal));
        Assert.Equal(0, cluster.Silos[0].ServiceProvider.GetRequiredService<OutputBudget>().Taken);
    }

    [Fact]
    public async Task GetResultAsync_WhenOutputCannotBeWritten_TellsTheResult()
    {
        await using var cluster = await StartAsync(silos: 1);
        Script((context, _) =>
        {
            context.Output.WriteLine("unwanted");
            return Task.FromResult("done");
        });
        _store.RefuseNotes = true;

        var task = await ClientOf(cluster).SpawnAsync(ScriptedTasks.Act, _name, Durable, Cancel);

        Assert.Equal("done", await task.GetResultAsync(Cancel).WaitAsync(Limit, Cancel));
        Assert.Equal(TaskPhase.Succeeded, (await StoredAsync(task.Id)).Phase);
    }

    [Fact]
    public async Task GetResultAsync_OfManyTasksThatWrite_FindsTheOutputWritten()
    {
        await using var cluster = await StartAsync(silos: 2, slots: 50);
        Script((context, _) =>
        {
            context.Output.Write(context.Id.Unique.ToString("N"));
            return Task.FromResult("done");
        });
        var batch = await ClientOf(cluster).SpawnManyAsync(ScriptedTasks.Act, Enumerable.Repeat(_name, 200), Durable, Cancel);

        await foreach (var task in batch.AsCompletedAsync(Cancel))
        {
            var output = await _store.ReadOutputAsync(task.Id.Unique, 0, 100, Cancel);
            Assert.Equal(task.Id.Unique.ToString("N"), Encoding.UTF8.GetString(output.Bytes.Span));
        }

        Assert.InRange(_store.Commits, 1, 400);
    }

    [Fact]
    public async Task ReadOutputAsync_WhoseCommitsLoseTheirAnswers_TellsItOnce()
    {
        await using var cluster = await StartAsync(silos: 1);
        Script(async (context, stop) =>
        {
            _store.LoseAnswers(3);
            context.Output.Write("once");
            await Script().OpenedAsync(stop);
            return "done";
        });
        var task = await ClientOf(cluster).SpawnAsync(ScriptedTasks.Act, _name, Durable, Cancel);

        Assert.Equal("once", (await ReadUntilAsync(task, text => text.Length > 0)).Text);
        Script().Open();
        await task.GetResultAsync(Cancel);
        Assert.Equal("once", (await task.ReadOutputAsync(cancellationToken: Cancel)).Text);
    }

    [Fact]
    public async Task ReadOutputAsync_OfAVolatileTaskThatEndedElsewhere_AsksThatSilo()
    {
        await using var cluster = await StartAsync(silos: 2, slots: 1);
        Script(async (context, stop) =>
        {
            context.Output.Write(context.Id.ToString());
            await Script().OpenedAsync(stop);
            return "done";
        });
        var batch = await ClientOf(cluster).SpawnManyAsync(ScriptedTasks.Act, Enumerable.Repeat(_name, 8), Volatile, Cancel);
        await Script().StartedAsync(2);
        await ClientOf(cluster).DrainSiloAsync(cluster.Silos[0].Name, Cancel);
        await cluster.Silos[0].ServiceProvider.GetRequiredService<TaskRelocator>().RunOnceAsync();
        Script().Open();
        await batch.GetResultsAsync(Cancel);

        var moved = 0;
        foreach (var task in batch.Tasks)
        {
            moved += (await task.DescribeAsync(Cancel)).Silo!.Equals(task.Id.Home) ? 0 : 1;
            Assert.Equal((task.Id.ToString(), true), await TextOf(task));
        }

        Assert.True(moved > 0);

        static async Task<(string, bool)> TextOf(TaskHandle task) => await task.ReadOutputAsync(cancellationToken: Cancel) is var part ? (part.Text, part.IsLast) : default;
    }

    [Fact]
    public async Task ReadOutputAsync_OfAnUnknownTask_SaysSo()
    {
        await using var cluster = await StartAsync(silos: 1);
        var unknown = ClientOf(cluster).GetTask(new TaskId(Guid.CreateVersion7(), cluster.Silos[0].SiloAddress));

        await Assert.ThrowsAsync<UnknownTaskException>(() => unknown.ReadOutputAsync(cancellationToken: Cancel));
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => unknown.ReadOutputAsync(-1, Cancel));
    }

    [Fact]
    public async Task Logging_OfTwoTasksAtOnce_GoesToEachItsOwn()
    {
        await using var cluster = await StartAsync(silos: 1, slots: 4);
        Script(async (context, loggers, stop) =>
        {
            var logger = loggers.CreateLogger("my.category");
            await Task.WhenAll(Enumerable.Range(0, 10).Select(i => Task.Run(() => Log.Said(logger, $"{context.Id} {i}", null), stop)));
            Log.Said(loggers.CreateLogger("Spawner.Grains.Execution.Executor"), "of the engine", null);
            Log.Said(loggers.CreateLogger("Orleans.Runtime.Catalog"), "of the runtime", null);
            return "done";
        });
        var batch = await ClientOf(cluster).SpawnManyAsync(ScriptedTasks.Act, Enumerable.Repeat(_name, 10), Volatile, Cancel);
        await batch.GetResultsAsync(Cancel);

        Log.Said(cluster.Silos[0].ServiceProvider.GetRequiredService<ILoggerFactory>().CreateLogger("my.category"), "of nobody", null);
        foreach (var task in batch.Tasks)
        {
            var lines = (await task.ReadOutputAsync(cancellationToken: Cancel)).Text.Split('\n', StringSplitOptions.RemoveEmptyEntries);
            Assert.Equal(10, lines.Length);
            Assert.All(lines, line => Assert.Contains(task.Id.ToString(), line, StringComparison.Ordinal));
        }
    }

    [Fact]
    public async Task Output_AfterTheEndOfTheRun_IsDropped()
    {
        await using var cluster = await StartAsync(silos: 1);
        var leaked = new TaskCompletionSource<ITaskContext>();
        Script((context, _) =>
        {
            leaked.SetResult(context);
            return Task.FromResult("done");
        });
        var task = await ClientOf(cluster).SpawnAsync(ScriptedTasks.Act, _name, Volatile, Cancel);
        await task.GetResultAsync(Cancel);

        (await leaked.Task).Output.WriteLine("late");

        await Assert.ThrowsAsync<TaskSupersededException>(async () => await (await leaked.Task).SaveCheckpointAsync(1, Cancel));
        Assert.Equal("", (await task.ReadOutputAsync(cancellationToken: Cancel)).Text);
    }

    [Fact]
    public async Task SaveCheckpointAsync_OfWhatIsTooLargeOrReadAsAnotherType_SaysWhatIsAccepted()
    {
        await using var cluster = await StartAsync(silos: 1);
        Script(async (context, stop) =>
        {
            await context.SaveCheckpointAsync("text", stop);
            var large = await Assert.ThrowsAsync<CheckpointException>(() => context.SaveCheckpointAsync(new string('x', SpawnLimits.MaximumCheckpointBytes), stop));
            var other = Assert.Throws<CheckpointException>(() => context.TryGetCheckpoint<int>(out _));
            return context.TryGetCheckpoint<string>(out var text) ? $"{text}; {large.Message}; {other.Message}" : "none";
        });

        var result = await (await ClientOf(cluster).SpawnAsync(ScriptedTasks.Act, _name, Volatile, Cancel)).GetResultAsync(Cancel);

        Assert.StartsWith("text; ", result, StringComparison.Ordinal);
        Assert.Contains($"{SpawnLimits.MaximumCheckpointBytes + 2} bytes of JSON; accepted are up to {SpawnLimits.MaximumCheckpointBytes}", result, StringComparison.Ordinal);
        Assert.Contains("cannot be read as Int32", result, StringComparison.Ordinal);
    }

    private Script Script() => ScriptedTasks.Of(_name);

    private Script Script(Func<ITaskContext, CancellationToken, Task<string>> body) => Script((context, _, stop) => body(context, stop));

    private Script Script(Func<ITaskContext, ILoggerFactory, CancellationToken, Task<string>> body)
    {
        Script().Body = body;
        return Script();
    }

    private static ISpawnerClient ClientOf(InProcessTestCluster cluster) => cluster.Client.ServiceProvider.GetRequiredService<ISpawnerClient>();

    private static InProcessSiloHandle HomeOf(InProcessTestCluster cluster, TaskHandle task) => cluster.Silos.Single(silo => silo.SiloAddress.Equals(task.Id.Home));

    private Task<InProcessTestCluster> StartAsync(int silos, double slots = 2) => ClusterFixture.StartAsync(
        silos,
        execution => execution.Slots = slots,
        services => services.AddSingleton<ITaskStore>(_store));

    private async Task<StoredTask> StoredAsync(TaskId id) => Assert.IsType<StoredTask>((await _store.FindAsync([id.Unique], Cancel))[0]);

    /// <summary>Another owner gets the task, as if its silo had been declared dead, without a word to the silo.</summary>
    private async Task GiveAwayAsync(TaskId id)
    {
        var owner = (await StoredAsync(id)).Owner;
        var other = await _store.RegisterAsync(
            SiloAddress.New(System.Net.IPAddress.Loopback, 1, 1).ToParsableString(), "other", TimeSpan.FromMinutes(1), Cancel);
        var reply = await _store.CommitAsync(owner, new TaskWrites { HandOvers = [new TaskHandOver(id.Unique, 1, other.Number)] }, Cancel);
        Assert.True(reply.HandOvers[0]);
    }

    private static async Task<string> FollowAsync(TaskHandle task)
    {
        var text = new StringBuilder();
        long next = 0;
        await foreach (var part in task.FollowOutputAsync(cancellationToken: Cancel))
        {
            Assert.Equal((next, 0), (part.From, part.Dropped));
            text.Append(part.Text);
            next = part.Next;
        }

        return text.ToString();
    }

    private async Task<TaskOutputPart> ReadUntilAsync(TaskHandle task, Func<string, bool> isThere)
    {
        TaskOutputPart? part = null;
        await _store.UntilAsync(async () => isThere((part = await task.ReadOutputAsync(cancellationToken: Cancel)).Text), Cancel);
        return part!;
    }

    private sealed record State(int Count, int Run);
}

internal static partial class Log
{
    [LoggerMessage(LogLevel.Warning, "{Text}")]
    public static partial void Said(ILogger logger, string text, Exception? failure);
}
