namespace Spawner.Cli.Progress;

/// <summary>Shows progress as lines of plain text.</summary>
internal sealed class LineView(TextWriter output) : IProgressView
{
    /// <inheritdoc/>
    public async Task ShowAsync(IAsyncEnumerable<ProgressFrame> frames)
    {
        string? shown = null;
        await foreach (var frame in frames)
        {
            var line = Line(frame);
            if (line != shown)
            {
                await output.WriteLineAsync(line);
                shown = line;
            }
        }
    }

    internal static string Line(ProgressFrame frame) =>
        $"{frame.Done} of {frame.Spawned} tasks done ({string.Join(", ", frame.Silos.Select(Silo))})";

    private static string Silo(SiloProgress silo) => $"{silo.Name} {silo.Done}{(silo.State == "Killed" ? " killed" : "")}";
}
