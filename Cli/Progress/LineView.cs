namespace Spawner.Cli.Progress;

/// <summary>Shows progress as lines of plain text.</summary>
internal sealed class LineView(TextWriter output) : IProgressView
{
    /// <summary>Lines stay: a log must not drown in them.</summary>
    public TimeSpan Period => TimeSpan.FromSeconds(1);

    /// <inheritdoc/>
    public async Task ShowAsync(IAsyncEnumerable<ProgressFrame> frames)
    {
        string? shown = null;
        await foreach (var frame in frames)
        {
            var line = Line(frame);
            if (frame.Spawned > 0 && line != shown)
            {
                await output.WriteLineAsync(line);
                shown = line;
            }
        }
    }

    internal static string Line(ProgressFrame frame) =>
        $"{frame.Summary} ({string.Join(", ", frame.Silos.Select(Silo))})";

    private static string Silo(SiloProgress silo) => $"{silo.Name} {silo.Done}{(silo.State == "Killed" ? " killed" : "")}";
}
