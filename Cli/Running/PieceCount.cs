namespace Spawner.Cli.Running;

/// <summary>Into how many pieces a job is cut.</summary>
internal static class PieceCount
{
    /// <summary>
    /// Enough that the slots end at about the same time though pieces differ, and that each of a few silos gets many.
    /// </summary>
    /// <param name="slots">Slots of all silos together.</param>
    public static int For(double slots) => Math.Max(48, (int)Math.Ceiling(16 * slots));
}
