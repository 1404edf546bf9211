using System.Diagnostics;

namespace Spawner.Cli.Tests.EndToEnd;

/// <summary>A real terminal of 140 columns and 30 rows (tmux), in which one program runs.</summary>
internal sealed class TerminalSession : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan Period = TimeSpan.FromMilliseconds(50);

    private readonly TemporaryFolder _folder = new();

    private string Socket => Path.Combine(_folder.Root, "tmux");

    /// <summary>Starts the command in a terminal of its own; when it has ended its exit code is on the screen.</summary>
    public static async Task<TerminalSession> StartAsync(IReadOnlyDictionary<string, string> environment, string commandLine)
    {
        var session = new TerminalSession();
        var variables = environment.SelectMany(variable => (string[])["-e", $"{variable.Key}={variable.Value}"]);
        await session.RunAsync(
        [
            "-f", "/dev/null", "new-session", "-d", "-x", "140", "-y", "30", .. variables, $"dotnet '{BuiltCommand.Path}' {commandLine}; echo \"ended with $?\"; cat",
        ]);
        return session;
    }

    /// <summary>Presses a key, by its name for tmux.</summary>
    public Task PressAsync(string key) => RunAsync(["send-keys", key]);

    /// <summary>Waits until the screen shows what it should.</summary>
    public async Task<string> WaitForAsync(Func<string, bool> condition)
    {
        var started = TimeProvider.System.GetTimestamp();
        while (true)
        {
            var screen = await RunAsync(["capture-pane", "-p"]);
            if (condition(screen))
            {
                return screen;
            }

            if (TimeProvider.System.GetElapsedTime(started) > Patience)
            {
                throw new TimeoutException($"The terminal did not show what the test waits for. It shows:\n{screen}");
            }

            await Task.Delay(Period, TimeProvider.System, TestContext.Current.CancellationToken);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await RunAsync(["kill-server"]);
        _folder.Dispose();
    }

    private async Task<string> RunAsync(string[] args)
    {
        using var tmux = Process.Start(new ProcessStartInfo("tmux", ["-S", Socket, .. args]) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var (output, errors) = (tmux.StandardOutput.ReadToEndAsync(), tmux.StandardError.ReadToEndAsync());
        await tmux.WaitForExitAsync(CancellationToken.None);
        Assert.True(tmux.ExitCode == 0, await errors);
        return await output;
    }
}
