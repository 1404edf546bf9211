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

    /// <summary>Holds the settings against each other.</summary>
    /// <exception cref="CommandException">They contradict each other.</exception>
    public void ThrowIfContradictory()
    {
        if (Kill is not null && Silos < 2)
        {
            throw new CommandException(ExitCodes.BadArguments, "--kill-one needs a second silo to go on with the work. Accepted: --silos 2 to 16.");
        }

        if (Kill?.Number > Silos)
        {
            throw new CommandException(
                ExitCodes.BadArguments, $"--kill-one does not accept {Kill.Number}: only {Silos} silos are started. Accepted: 1 to {Silos}, or 'any'.");
        }
    }
}

/// <summary>Orders the death of one silo in the middle of the work.</summary>
/// <param name="Number">Which one, from 1; <see langword="null"/> for any that has work.</param>
internal sealed record KillOrder(int? Number);
