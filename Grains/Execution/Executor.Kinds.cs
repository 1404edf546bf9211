using Spawner.Grains.Lifecycle;
using Spawner.Grains.Placement;

namespace Spawner.Grains.Execution;

/// <summary>How tasks of each kind do here: those of a kind that mostly fails go elsewhere.</summary>
internal sealed partial class Executor
{
    /// <summary>Tasks of a kind that fails here go elsewhere, unless they have nowhere to go.</summary>
    private bool MayStart_NeedsLock(TaskEntry entry) =>
        entry.Spec.Demands?.Silo is not null
        || entry.Moves.Length >= HandOver.MaximumHops
        || RecordOf_NeedsLock(handlers.Find(entry.Spec.Kind)!.Kind).Health.MayStart(Now);

    private void Record_NeedsLock(RunningTask run, AttemptEnd end)
    {
        var record = RecordOf_NeedsLock(run.Registration.Kind);
        record.HandlerTime.Add(run.OnThreadFor);
        if (end is AttemptEnd.Cancelled or AttemptEnd.Interrupted or AttemptEnd.Snoozed)
        {
            // Says nothing of the silo.
            return;
        }

        var wasFailing = !record.Health.IsSound;
        if (!record.Health.OnEnded(failed: end is AttemptEnd.Failed or AttemptEnd.TimedOut, Now))
        {
            return;
        }

        if (wasFailing)
        {
            _unsoundKinds--;
            LogKindRecovered(record.Kind.Name);
        }
        else
        {
            _unsoundKinds++;
            LogKindFails(record.Kind.Name, KindHealth.Window, KindHealth.Rest);
        }

        LoadChanged?.Invoke();
    }

    private KindRecord RecordOf_NeedsLock(TaskKind kind)
    {
        if (!_kinds.TryGetValue(kind.Name, out var record))
        {
            // Kinds are few: a silo runs only those that it has registered.
            _kinds[kind.Name] = record = new KindRecord(kind);
        }

        return record;
    }

    [LoggerMessage(LogLevel.Warning, "Most of the last {Count} tasks of kind {Kind} failed here: for {Rest} they go to other silos, if those do better; then one is tried here")]
    private partial void LogKindFails(string kind, int count, TimeSpan rest);

    [LoggerMessage(LogLevel.Information, "A task of kind {Kind} succeeded here: this silo takes them again")]
    private partial void LogKindRecovered(string kind);
}
