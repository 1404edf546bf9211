namespace Spawner.Torture.Evidence;

/// <summary>A change of a task's row.</summary>
internal sealed record AuditRow
{
    public required long At { get; init; }

    /// <summary><c>insert</c>, <c>update</c> or <c>delete</c> of a live task; <c>end</c>, <c>rewrite</c> or <c>forget</c> of an ended one.</summary>
    public required string What { get; init; }

    public required Guid Task { get; init; }

    public long? OwnerBefore { get; init; }

    public long? Owner { get; init; }

    public int? RunBefore { get; init; }

    public int? Run { get; init; }

    public int? LossesBefore { get; init; }

    public int? Losses { get; init; }

    public TaskPhase? Phase { get; init; }

    public bool? LeasedBefore { get; init; }

    public bool? Leased { get; init; }

    /// <summary>Somebody took it over from an owner that had gone.</summary>
    public bool IsAdoption => What == "update" && Losses > LossesBefore;

    public bool IsNewOwner => What == "update" && Owner != OwnerBefore;

    public override string ToString() =>
        $"{What} at {At}: owner {OwnerBefore}→{Owner}, run {RunBefore}→{Run}, phase {Phase}, leased {LeasedBefore}→{Leased}";
}

/// <summary>A change of an owner's lease.</summary>
internal sealed record LeaseRow(long At, long Number, string Silo, bool? HadLease, bool HasLease, long? UntilBefore, long Until);

/// <summary>A task as its tables have it in the end.</summary>
internal sealed record StoredRow(Guid Task, string Op, string Kind, TaskPhase Phase, int Run, int Losses, int Crashes, int Interruptions, int Failures, bool IsLive, string? Failure);
