using CsCheck;
using Spawner.Contracts;
using Spawner.Grains.Messages;
using Spawner.Grains.Placement;

namespace Spawner.Grains.Tests.Properties;

/// <summary>
/// What holds of tasks that move between silos, in whatever order their messages arrive: on calm days silos come, drain and
/// leave; on rough ones messages are lost or doubled besides, and silos die. They run alone: they wait for the thread pool to
/// come to rest, which it does not while clusters of other tests use it.
/// </summary>
[Collection(Alone.Name)]
public sealed class HandOverPropertyTests
{
    [Fact]
    public void Tasks_WithoutFaults_SucceedInOneRun() => AfterEach(Days.Calm, cluster => Assert.All(cluster.Accepted, id =>
    {
        Assert.InRange(cluster.Runs.Count(run => run.Id == id && !run.LetGo), 0, 1);
        if (cluster.AllHoldersLive(id))
        {
            Assert.Single(cluster.Runs, run => run.Id == id && run.Succeeded);
            Assert.Equal(TaskPhase.Succeeded, OutcomeOf(cluster, id));
        }
    }));

    [Fact]
    public void Tasks_WithFaults_AreLostOnlyWithASilo() => AfterEach(Days.Rough, cluster => Assert.All(cluster.Accepted.Where(id => !cluster.MayHaveTwoHomes(id)), id =>
    {
        var outcome = OutcomeOf(cluster, id);
        Assert.True(
            outcome == TaskPhase.Succeeded || (outcome == TaskPhase.Lost && !cluster.AllHoldersLive(id)),
            $"Task {id} is {outcome}; its home lives: {cluster.IsLive(id.Home!)}.");
    }));

    [Fact]
    public void Tasks_WithFaultsThatDoNotTouchThem_RunOnce() => AfterEach(Days.Rough, cluster =>
        Assert.All(cluster.Accepted.Where(id => !cluster.IsDisturbed(id)), id =>
            Assert.InRange(cluster.Runs.Count(run => run.Id.Unique == id.Unique && !run.LetGo), 0, 1)));

    [Fact]
    public void Tasks_WhoseHomeDiedAfterTheySucceededElsewhere_AreFound() => AfterEach(Days.Rough, cluster =>
        Assert.All(
            cluster.Accepted.Where(id => !cluster.IsDisturbed(id) && !cluster.IsLive(id.Home!) && cluster.Runs.Any(run => run.Id == id && run.Succeeded && cluster.IsLive(run.Silo.Address))),
            id => Assert.Equal(TaskPhase.Succeeded, OutcomeOf(cluster, id))));

    [Fact]
    public void Tasks_UnderAnyFaults_EndOnceAndMoveNoMoreThanTheyMay() => AfterEach(Days.Rough, cluster => Assert.Empty(cluster.Breaches));

    [Fact]
    public void Find_AtHomeWhileTasksAreElsewhere_NamesASiloThatHasThem() => AfterEach(Days.Calm, AssertHomesKnow, rest: false);

    [Fact]
    public void WaitingToHandOver_OfTasksThatMovedBefore_OffersThoseThatMayMoveOn()
    {
        Gen.Int[1, 2 * HandOver.MaximumHops].Array[1, 40].Sample(
            runs =>
            {
                using var cluster = new SimulatedCluster();
                var (silo, other) = (cluster.Live[0], cluster.Live[1].Address);
                silo.Executor.TakeOver(new MoveRequest { From = other, Tasks = [.. runs.Select((run, i) => Moving(i, run, other))] });
                var waiting = silo.Executor.CountLeft().Waiting;

                var offered = silo.Executor.WaitingToHandOver(most: 100, roundTrip: TimeSpan.Zero);

                var mayMove = runs.Skip(runs.Length - waiting).Count(run => run <= HandOver.MaximumHops);
                Assert.Equal(Math.Min(mayMove, (waiting + 1) / 2), offered.Count);
                Assert.All(offered, task => Assert.InRange(task.Moves.Length, 0, HandOver.MaximumHops - 1));
            },
            iter: 50,
            threads: 1);

        static MovingTask Moving(int number, int run, SiloAddress home) => new()
        {
            Id = new TaskId(new Guid(number, 0, 0, new byte[8]), home),
            Spec = new TaskSpec { Unique = new Guid(number, 0, 0, new byte[8]), Template = new TaskTemplate { Kind = SimulatedSilo.Kind }, Input = default },
            Namespace = "test",
            Submitter = "test",
            SubmittedAt = DateTimeOffset.UnixEpoch,
            Run = run,
            Followers = [],
            Placer = home,
            Moves = [.. Enumerable.Repeat(new TaskMove { From = home, FromName = "home", To = home, At = DateTimeOffset.UnixEpoch, Reason = TaskMoveReason.FreeSlot }, run - 1)],
        };
    }

    [Fact]
    public void InFlight_AtRest_IsZero() => AfterEach(Days.Rough, cluster => Assert.All(cluster.Live, silo =>
        Assert.All(silo.View.Explain(SimulatedSilo.Kind, demands: null).Candidates.Where(peer => cluster.IsLive(peer.Address)), peer => Assert.Equal(0, peer.InFlight))));

    private static void AssertHomesKnow(SimulatedCluster cluster)
    {
        cluster.DeliverAll();
        foreach (var id in cluster.Accepted.Where(cluster.AllHoldersLive))
        {
            var home = cluster.Live.Single(silo => silo.Address.Equals(id.Home));
            var found = home.Executor.Find(id, follower: null);
            Assert.NotNull(found.Notice);
            if (found.Holder is { } holder)
            {
                var there = cluster.Live.Single(silo => silo.Address.Equals(holder)).Executor.Find(id, follower: null);
                Assert.NotNull(there.Notice);
                Assert.Null(there.Holder);
            }
        }
    }

    /// <summary>What every silo says of it.</summary>
    private static TaskPhase OutcomeOf(SimulatedCluster cluster, TaskId id) =>
        Assert.Single(cluster.Live.Select(silo => cluster.Ask(silo, id)!.Phase).Distinct());

    private static void AfterEach(Gen<Step[]> days, Action<SimulatedCluster> check, bool rest = true) => days.Sample(
        day =>
        {
            using var cluster = new SimulatedCluster();
            foreach (var step in day)
            {
                cluster.Do(step);
            }

            if (rest)
            {
                cluster.Rest();
            }

            check(cluster);
        },
        iter: 100,
        threads: 1,
        print: Days.Print);
}
