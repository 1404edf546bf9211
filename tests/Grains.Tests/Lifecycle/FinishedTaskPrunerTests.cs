using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using Spawner.Grains.Lifecycle;
using Spawner.Grains.Storage;

namespace Spawner.Grains.Tests.Lifecycle;

public sealed class FinishedTaskPrunerTests
{
    private readonly FakeTimeProvider _clock = new();
    private readonly MemoryTaskStore _store;

    public FinishedTaskPrunerTests() => _store = new MemoryTaskStore(_clock);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task RunOnceAsync_AfterEachRetention_ForgetsThatOutcomeOnly()
    {
        var tasks = new[] { await EndAsync(TaskPhase.Succeeded), await EndAsync(TaskPhase.Cancelled), await EndAsync(TaskPhase.Failed), await EndAsync(TaskPhase.TimedOut) };
        var pruner = CreateSut(new DurabilityOptions
        {
            SucceededRetention = TimeSpan.FromHours(1),
            CancelledRetention = TimeSpan.FromHours(2),
            FailedRetention = TimeSpan.FromHours(3),
        });

        foreach (var kept in new[] { 4, 3, 2, 0 })
        {
            await pruner.RunOnceAsync(Cancel);
            Assert.Equal(kept, (await _store.FindAsync(tasks, Cancel)).Count(task => task is not null));
            _clock.Advance(TimeSpan.FromHours(1));
        }
    }

    [Fact]
    public async Task RunOnceAsync_WithTheDefaults_KeepsFailedTasksForAWeekAndOthersForADay()
    {
        var tasks = new[] { await EndAsync(TaskPhase.Succeeded), await EndAsync(TaskPhase.Cancelled), await EndAsync(TaskPhase.Failed) };
        var pruner = CreateSut(new DurabilityOptions());

        _clock.Advance(TimeSpan.FromHours(24) - TimeSpan.FromSeconds(1));
        await pruner.RunOnceAsync(Cancel);
        var before = (await _store.FindAsync(tasks, Cancel)).Count(task => task is not null);
        _clock.Advance(TimeSpan.FromSeconds(1));
        await pruner.RunOnceAsync(Cancel);
        var afterADay = await _store.FindAsync(tasks, Cancel);
        _clock.Advance(TimeSpan.FromDays(6));
        await pruner.RunOnceAsync(Cancel);

        Assert.Equal(3, before);
        Assert.Equal(TaskPhase.Failed, Assert.Single(afterADay, task => task is not null)!.Phase);
        Assert.All(await _store.FindAsync(tasks, Cancel), Assert.Null);
    }

    [Theory]
    [InlineData(0.0, 5)]
    [InlineData(0.5, 10)]
    [InlineData(1.0, 15)]
    public void NextWait_AsChanceHasIt_IsHalfToOneAndAHalfPeriods(double chance, int seconds) =>
        Assert.Equal(TimeSpan.FromSeconds(seconds), CreateSut(new DurabilityOptions(), chance).NextWait());

    private async Task<Guid> EndAsync(TaskPhase phase)
    {
        var owner = (await _store.RegisterAsync("127.0.0.1:1@1", "one", TimeSpan.FromDays(1), Cancel)).Number;
        var task = new TaskDefinition { Unique = Guid.CreateVersion7(), Namespace = "n", Submitter = "s", Kind = "kind", Input = default };
        await _store.CommitAsync(
            owner,
            new TaskWrites { Inserts = [new TaskInsert(task, IsOwned: true)], Endings = [new TaskEnding(task.Unique, 1, phase)] },
            Cancel);
        return task.Unique;
    }

    private FinishedTaskPruner CreateSut(DurabilityOptions options, double chance = 0.5) =>
        new(Options.Create(options), new Fixed(chance), _clock, NullLogger<FinishedTaskPruner>.Instance, _store);

    private sealed class Fixed(double chance) : Random
    {
        public override double NextDouble() => chance;
    }
}
