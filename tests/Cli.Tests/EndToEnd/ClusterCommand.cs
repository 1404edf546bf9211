using System.Diagnostics;

namespace Spawner.Cli.Tests.EndToEnd;

/// <summary>The real command in a process of its own, talking to a cluster of real silos.</summary>
internal sealed class ClusterCommand : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private readonly CancellationTokenSource _limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
    private readonly Process _process;
    private readonly List<string> _lines = [];
    private readonly Task<string> _errors;

    private ClusterCommand(SiloCluster cluster, string[] args)
    {
        _limit.CancelAfter(Patience);
        var start = new ProcessStartInfo("dotnet", [BuiltCommand.Path, .. args])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment = { ["SPAWNER_URL"] = cluster.Urls, ["SPAWNER_TOKEN"] = cluster.Token },
        };
        _process = Process.Start(start)!;
        _errors = _process.StandardError.ReadToEndAsync();
    }

    public int ProcessId => _process.Id;

    public StreamWriter Input => _process.StandardInput;

    public static ClusterCommand Start(SiloCluster cluster, params string[] args) => new(cluster, args);

    /// <summary>Runs to the end.</summary>
    public static async Task<CommandResult> RunAsync(SiloCluster cluster, params string[] args)
    {
        using var command = Start(cluster, args);
        command.Input.Close();
        return await command.EndAsync();
    }

    /// <summary>The next line of standard output; <see langword="null"/> if it has ended.</summary>
    public async Task<string?> ReadLineAsync()
    {
        var line = await _process.StandardOutput.ReadLineAsync(_limit.Token);
        if (line is not null)
        {
            _lines.Add(line);
        }

        return line;
    }

    /// <summary>Reads on until a line is as it should be.</summary>
    public async Task<string> ReadLineAsync(Func<string, bool> condition)
    {
        while (await ReadLineAsync() is { } line)
        {
            if (condition(line))
            {
                return line;
            }
        }

        throw new InvalidOperationException($"The output ended before the line that the test waits for. It was:\n{string.Join('\n', _lines)}\n{await _errors}");
    }

    /// <summary>Waits for the end; the output is all of it, with what has been read before.</summary>
    public async Task<CommandResult> EndAsync()
    {
        while (await ReadLineAsync() is not null)
        {
        }

        await _process.WaitForExitAsync(_limit.Token);
        return new CommandResult(_process.ExitCode, string.Concat(_lines.Select(line => line + "\n")), await _errors);
    }

    public void Dispose()
    {
        // Only a failed test gets here with a process that runs.
        if (!_process.HasExited)
        {
            _process.Kill();
        }

        _process.Dispose();
        _limit.Dispose();
    }
}
