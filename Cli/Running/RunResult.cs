namespace Spawner.Cli.Running;

/// <summary>A job done once.</summary>
/// <param name="Answer">What it found.</param>
/// <param name="Pieces">Into how many pieces it was to be cut.</param>
/// <param name="Seconds">From the first spawn to the last result.</param>
/// <param name="Silos">Names of the silos that were started.</param>
/// <param name="Tally">What became of the pieces.</param>
internal sealed record RunResult<TAnswer>(TAnswer Answer, int Pieces, double Seconds, IReadOnlyList<string> Silos, TallySnapshot Tally);
