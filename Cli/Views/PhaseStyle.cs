using Spectre.Console;

namespace Spawner.Cli.Views;

/// <summary>Colours of phases and states.</summary>
internal static class PhaseStyle
{
    private static readonly Style Good = new(Color.Green);
    private static readonly Style Busy = new(Color.Blue);
    private static readonly Style Bad = new(Color.Red);
    private static readonly Style Odd = new(Color.Yellow);

    public static Cell Of(string phase) => new(phase, phase switch
    {
        "succeeded" or "active" or "pass" => Good,
        "running" or "joining" => Busy,
        "failed" or "timedOut" or "lost" or "dead" or "fail" => Bad,
        "cancelled" or "draining" or "leaving" or "silent" or "full" or "warn" => Odd,
        _ => (Style?)null,
    });
}
