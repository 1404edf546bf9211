namespace Spawner.Cli.Progress;

/// <summary>A run at one moment.</summary>
/// <param name="Spawned">Pieces spawned so far.</param>
/// <param name="Done">Pieces done.</param>
/// <param name="Silos">What each silo has done.</param>
/// <param name="TakenOver">Tasks of a killed silo that others have taken over.</param>
internal sealed record ProgressFrame(int Spawned, int Done, IReadOnlyList<SiloProgress> Silos, int TakenOver = 0)
{
    /// <summary>The run as a whole, in a line.</summary>
    public string Summary => $"{Done} of {Spawned} tasks done{(TakenOver > 0 ? $", {TakenOver} taken over" : "")}";
}

/// <summary>One silo of a run at one moment.</summary>
/// <param name="Name">The silo.</param>
/// <param name="State">Its state as the cluster sees it, or that it was killed.</param>
/// <param name="Done">Pieces that it has done.</param>
/// <param name="Load">What it last reported; <see langword="null"/> if the cluster does not list it.</param>
internal sealed record SiloProgress(string Name, string State, int Done, SiloSnapshot? Load);
