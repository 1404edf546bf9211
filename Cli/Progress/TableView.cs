using System.Globalization;
using Spectre.Console;

namespace Spawner.Cli.Progress;

/// <summary>Shows progress as a table that is drawn over again.</summary>
internal sealed class TableView(IAnsiConsole console) : IProgressView
{
    private const int BarWidth = 30;

    /// <summary>Fluent to the eye, and a small load beside the work.</summary>
    public TimeSpan Period => TimeSpan.FromMilliseconds(250);

    /// <inheritdoc/>
    public Task ShowAsync(IAsyncEnumerable<ProgressFrame> frames) =>
        console.Live(Text.Empty).StartAsync(async live =>
        {
            await foreach (var frame in frames)
            {
                live.UpdateTarget(Draw(frame));
            }
        });

    internal static Table Draw(ProgressFrame frame)
    {
        var table = new Table().RoundedBorder().AddColumns("Silo", "State", "Slots", "Running", "Queued", "Done", "");
        foreach (var silo in frame.Silos)
        {
            table.AddRow(
                Markup.Escape(silo.Name), silo.State, Number(silo.Load?.Slots), Number(silo.Load?.Running), Number(silo.Load?.Queued), Number(silo.Done), Bar(silo.Done, frame.Spawned));
        }

        return table.Caption(frame.Summary);
    }

    private static string Number(double? value) => value?.ToString(CultureInfo.InvariantCulture) ?? "";

    private static string Bar(int done, int of) => new('█', of == 0 ? 0 : done * BarWidth / of);
}
