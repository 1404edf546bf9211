using System.Text.RegularExpressions;
using Spawner.Torture.Checks;
using Spawner.Torture.Evidence;
using Spawner.Torture.Faults;

namespace Spawner.Torture.Running;

/// <summary>One run: warm-up, chaos, heal, quiesce, drain, check.</summary>
internal sealed partial class TortureRun(TortureSettings settings, string folder) : IDisposable
{
    private readonly Cluster _cluster = new(settings, folder);
    private readonly long _started = Wall.Clock.GetTimestamp();

    /// <returns>What holds, and what does not.</returns>
    public async Task<(CaseFile File, IReadOnlyList<Verdict> Verdicts)> RunAsync(CancellationToken cancellationToken)
    {
        using var monitor = new Monitor(_cluster);
        using var watching = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        Say("starting the database, the sink and the silos");
        await _cluster.StartAsync(cancellationToken);
        var watch = monitor.RunAsync(watching.Token);
        await _cluster.Clients.StartAsync();
        Say("warm-up");
        await Wall.Delay(settings.WarmUp, cancellationToken);
        await _cluster.Clients.WhenBusyAsync(cancellationToken);
        Say("chaos");
        var nemesis = new Nemesis(_cluster, settings, Say);
        await nemesis.RunAsync(cancellationToken);
        Say("heal and quiesce");
        var drained = await QuiesceAsync(cancellationToken);
        await watching.CancelAsync();
        await watch;
        Say("check");
        var file = await GatherAsync(nemesis.Faults, monitor.Notes, drained, cancellationToken);
        return (file, AllChecks.Judge(file));
    }

    public void Dispose() => _cluster.Dispose();

    private void Say(string what) => Console.WriteLine($"{Wall.Clock.GetElapsedTime(_started).TotalSeconds,6:0.0} s  {what}");

    /// <summary>Everything works again; all that was submitted must end, and be told.</summary>
    private async Task<TimeSpan> QuiesceAsync(CancellationToken cancellationToken)
    {
        var healed = Wall.Clock.GetTimestamp();
        await _cluster.Clients.StopAsync(settings.Quiesce, cancellationToken);
        await _cluster.WhenUpAsync(Cluster.Silos, cancellationToken);
        while (true)
        {
            if (await _cluster.Store.CountLiveAsync(cancellationToken) == 0 || Wall.Clock.GetElapsedTime(healed) > settings.Quiesce)
            {
                return Wall.Clock.GetElapsedTime(healed);
            }

            await Wall.Delay(200, cancellationToken);
        }
    }

    private async Task<CaseFile> GatherAsync(IReadOnlyList<Fault> faults, IReadOnlyList<HealthNote> health, TimeSpan drained, CancellationToken cancellationToken)
    {
        var store = _cluster.Store;

        // First what can only follow from the rest: a task that ends meanwhile must not look like one without a cause.
        await _cluster.Clients.KillAsync();
        var stored = await store.ReadStoredAsync(cancellationToken);
        var audit = await store.ReadAuditAsync(cancellationToken);
        var submissions = Histories.Read(_cluster.Clients.Histories);
        var tasks = submissions.Values.SelectMany(submission => submission.Tasks).DistinctBy(task => task.Unique).ToList();
        return new CaseFile
        {
            Settings = settings,
            Submissions = submissions,
            Effects = Effect.ReadAll(_cluster.SinkLog),
            Answers = await FinalQuestions.AskAsync(store.Cluster, tasks),
            Stored = stored,
            Audit = audit,
            Leases = await store.ReadLeasesAsync(cancellationToken),
            Faults = faults,
            Lives = _cluster.Lives,
            Health = health,
            RefusedCommits = await store.CountRefusedCommitsAsync(cancellationToken),
            RefusedEnds = Lines(EndRefused()).Count(),
            RefusedRenewals = Lines(RenewalRefused()).Count(),
            ForgottenCancels = Lines(CancelForgotten()).Select(line => TaskId.Parse(line.Groups[1].Value).Unique).ToHashSet(),
            DrainedIn = drained,
        };
    }

    private IEnumerable<Match> Lines(Regex line) => Directory.EnumerateFiles(folder, "silo-*.log").SelectMany(log => line.Matches(File.ReadAllText(log)));

    [GeneratedRegex("owns no durable tasks any more: the store says")]
    private static partial Regex RenewalRefused();

    [GeneratedRegex(@"Task (\S+) was told to stop; that it was could not be written down")]
    private static partial Regex CancelForgotten();

    [GeneratedRegex("was refused: another silo has the task")]
    private static partial Regex EndRefused();
}
