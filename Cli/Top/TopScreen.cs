using Spawner.Cli.Terminal;
using Spectre.Console.Rendering;

namespace Spawner.Cli.Top;

/// <summary>The whole terminal, given back as it was.</summary>
internal sealed class TopScreen : IAsyncDisposable
{
    private const string Enter = "\u001b[?1049h\u001b[?25l";
    private const string Leave = "\u001b[?25h\u001b[?1049l";
    private const string Home = "\u001b[H";
    private const string EraseRestOfLine = "\u001b[K";
    private const string EraseRest = "\u001b[J";

    private readonly Surroundings _around;
    private string _shown = "";

    public TopScreen(Surroundings around)
    {
        _around = around;
        _around.Out.Write(Enter);
    }

    /// <summary>Rows that a frame may have.</summary>
    public static int Height => (TerminalSize.Read()?.Height ?? 24) - 1;

    /// <summary>Shows a frame in place of the one before, without a flicker; the same frame again costs nothing.</summary>
    public async Task ShowAsync(IRenderable frame)
    {
        using var text = new StringWriter();
        Consoles.Create(_around, text, isTerminal: true).Write(frame);
        var drawn = string.Join("\n", text.ToString().Split('\n').Take(Height).Select(line => line.TrimEnd() + EraseRestOfLine));
        if (drawn != _shown)
        {
            await _around.Out.WriteAsync(Home + drawn.Replace("\n", "\r\n", StringComparison.Ordinal) + EraseRest);
            await _around.Out.FlushAsync();
            _shown = drawn;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _around.Out.WriteAsync(Leave);
        await _around.Out.FlushAsync();
    }
}
