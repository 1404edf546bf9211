using Spawner.Torture.Faults;
using Spawner.Torture.Processes;
using Spawner.Torture.Running;

namespace Spawner.Torture.Evidence;

/// <summary>What clients wrote of one submission.</summary>
internal sealed class Submission(string op)
{
    public string Op { get; } = op;

    public string Kind { get; set; } = string.Empty;

    public long InvokedAt { get; set; }

    /// <summary>When it was first acknowledged; <see langword="null"/> if it never was.</summary>
    public long? AckedAt { get; set; }

    public bool WasRefused { get; set; }

    /// <summary>Tasks that it was told to be.</summary>
    public HashSet<TaskId> Tasks { get; } = [];

    public List<HistoryEvent> Ends { get; } = [];

    public List<HistoryEvent> Cancels { get; } = [];

    /// <summary>Exceptions that the client library does not name.</summary>
    public List<HistoryEvent> Unexpected { get; } = [];
}

/// <summary>All evidence of a run.</summary>
internal sealed class CaseFile
{
    // Milliseconds. Silos notice within seconds, and what follows from that takes as long again.
    private const int Aftermath = 25_000;

    public required TortureSettings Settings { get; init; }

    public required IReadOnlyDictionary<string, Submission> Submissions { get; init; }

    public required IReadOnlyList<Effect> Effects { get; init; }

    public required IReadOnlyList<StoredRow> Stored { get; init; }

    public required IReadOnlyList<AuditRow> Audit { get; init; }

    public required IReadOnlyList<LeaseRow> Leases { get; init; }

    /// <summary>What the cluster answered in the end, by the number of the task.</summary>
    public required IReadOnlyDictionary<Guid, (TaskPhase Phase, int Run)> Answers { get; init; }

    public required IReadOnlyList<Fault> Faults { get; init; }

    public required IReadOnlyList<SiloLife> Lives { get; init; }

    public required IReadOnlyList<HealthNote> Health { get; init; }

    /// <summary>Commits that the database refused, since the lease of their owner had ended.</summary>
    public required int RefusedCommits { get; init; }

    /// <summary>Ends that silos found refused, since another one had the task.</summary>
    public required int RefusedEnds { get; init; }

    /// <summary>Renewals that the database refused, since the lease had ended.</summary>
    public required int RefusedRenewals { get; init; }

    /// <summary>Tasks that were told to stop, of which a silo said that it could not write that down.</summary>
    public required IReadOnlySet<Guid> ForgottenCancels { get; init; }

    /// <summary>Until the last task had ended, from the end of the last fault.</summary>
    public required TimeSpan DrainedIn { get; init; }

    public ILookup<string, StoredRow> StoredByOp => field ??= Stored.ToLookup(row => row.Op);

    public ILookup<string, Effect> EffectsByOp => field ??= Effects.ToLookup(effect => effect.Op);

    public ILookup<Guid, AuditRow> AuditByTask => field ??= Audit.ToLookup(row => row.Task);

    public IReadOnlyDictionary<long, string> SiloOfOwner => field ??= Leases.GroupBy(row => row.Number).ToDictionary(group => group.Key, group => group.First().Silo);

    public IEnumerable<Submission> Acked => Submissions.Values.Where(submission => submission.AckedAt is not null);

    /// <summary>The life of the silo that was this owner.</summary>
    public SiloLife? LifeOf(long owner) =>
        SiloOfOwner.TryGetValue(owner, out var silo) ? Lives.FirstOrDefault(life => life.Address == silo) : null;

    /// <summary>Whether there was a fault of a kind that may have had to do with what happened then.</summary>
    public bool IsNear(long at, params ReadOnlySpan<FaultKind> kinds)
    {
        foreach (var fault in Faults)
        {
            if (kinds.Contains(fault.Kind) && fault.At <= at && at <= fault.Until + Aftermath)
            {
                return true;
            }
        }

        return false;
    }
}
