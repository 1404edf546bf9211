using System.Diagnostics;
using System.Threading.Channels;

namespace Spawner.Cli.Tests.EndToEnd;

/// <summary>The real command in a process of its own, with a temporary folder of its own.</summary>
internal sealed class CommandRun : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    private readonly TemporaryFolder _temporary = new();
    private readonly Channel<string> _readyFiles = Channel.CreateUnbounded<string>();
    private readonly FileSystemWatcher _watcher;
    private readonly CancellationTokenSource _limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
    private readonly Process _process;
    private readonly Task<string> _output;
    private readonly Task<string> _error;

    private CommandRun(string workingFolder, string[] args)
    {
        _limit.CancelAfter(Patience);
        _watcher = new FileSystemWatcher(_temporary.Root, "*.ready.json") { IncludeSubdirectories = true };
        _watcher.Renamed += (_, file) => _readyFiles.Writer.TryWrite(file.FullPath);
        _watcher.EnableRaisingEvents = true;
        var start = new ProcessStartInfo("dotnet", [BuiltCommand.Path, .. args])
        {
            WorkingDirectory = workingFolder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment = { ["TMPDIR"] = _temporary.Root },
        };
        _process = Process.Start(start)!;
        _output = _process.StandardOutput.ReadToEndAsync();
        _error = _process.StandardError.ReadToEndAsync();
    }

    public int ProcessId => _process.Id;

    public static CommandRun Start(string workingFolder, params string[] args) => new(workingFolder, args);

    /// <summary>Waits for the end, and asserts that neither processes nor files are left.</summary>
    public async Task<CommandResult> EndAsync()
    {
        await _process.WaitForExitAsync(_limit.Token);
        var result = new CommandResult(_process.ExitCode, await _output, await _error);
        Assert.Empty(Silos());
        Assert.Empty(Directory.EnumerateDirectories(_temporary.Root, "spawner-demo-*"));
        return result;
    }

    /// <summary>The silos that this run has started and that still live: their command lines name its folder.</summary>
    public IReadOnlyList<int> Silos() =>
    [
        .. from folder in Directory.EnumerateDirectories("/proc")
           let id = int.TryParse(Path.GetFileName(folder), out var number) ? number : 0
           where id != 0 && id != _process.Id && CommandLineOf(folder).Contains(_temporary.Root, StringComparison.Ordinal)
           select id,
    ];

    /// <summary>Waits until so many further silos have said that they are ready.</summary>
    public async Task WaitForSilosAsync(int count)
    {
        for (; count > 0; count--)
        {
            await _readyFiles.Reader.ReadAsync(_limit.Token);
        }
    }

    /// <summary>Waits until processes have ended.</summary>
    public Task WaitForEndOfAsync(IEnumerable<int> processes) => Task.WhenAll(processes.Select(async id =>
    {
        try
        {
            using var process = Process.GetProcessById(id);
            await process.WaitForExitAsync(_limit.Token);
        }
        catch (ArgumentException)
        {
            // It has ended.
        }
    }));

    /// <summary>Sends a signal as <c>kill</c> does.</summary>
    public static async Task SignalAsync(int processId, string signal)
    {
        using var kill = Process.Start(new ProcessStartInfo("kill", ["-s", signal, $"{processId}"]))!;
        await kill.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.Equal(0, kill.ExitCode);
    }

    public void Dispose()
    {
        // Only a failed test gets here with a process that runs.
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
        }

        _process.Dispose();
        _watcher.Dispose();
        _limit.Dispose();
        _temporary.Dispose();
    }

    private static string CommandLineOf(string processFolder)
    {
        try
        {
            return File.ReadAllText(Path.Combine(processFolder, "cmdline"));
        }
        catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }
}

/// <summary>What a run of the command left behind.</summary>
internal sealed record CommandResult(int ExitCode, string Output, string Error);
