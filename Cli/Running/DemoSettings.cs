namespace Spawner.Cli.Running;

/// <summary>How the demo runs a job, whatever the job is.</summary>
internal sealed record DemoSettings
{
    public required int Silos { get; init; }

    /// <summary>Slots of each silo; <see langword="null"/> for the silo's own default.</summary>
    public int? Slots { get; init; }

    /// <summary><see langword="null"/> if every silo is to live.</summary>
    public KillOrder? Kill { get; init; }

    public bool Json { get; init; }

    /// <summary>Whether the work is repeated in one silo with one slot.</summary>
    public bool Baseline { get; init; }
}

/// <summary>Orders the death of one silo in the middle of the work.</summary>
/// <param name="Number">Which one, from 1; <see langword="null"/> for any that has work.</param>
internal sealed record KillOrder(int? Number);
