using System.Collections.Concurrent;
using System.Diagnostics;

namespace Spawner.Torture.Processes;

/// <summary>A program to start.</summary>
/// <param name="Program">Path or name.</param>
/// <param name="Arguments">Its arguments.</param>
/// <param name="Log">File that gets its standard output and standard error.</param>
internal sealed record Launch(string Program, IReadOnlyList<string> Arguments, string Log)
{
    public IReadOnlyDictionary<string, string> Environment { get; init; } = new Dictionary<string, string>();

    /// <summary>User to run as, if this process may choose.</summary>
    public string? User { get; init; }

    /// <summary>This program in another role.</summary>
    public static Launch Self(string log, params string[] arguments) =>
        new("dotnet", [typeof(Launch).Assembly.Location, .. arguments], log);
}

/// <summary>
/// Starts processes that end with this one, however it ends: the system kills them when the thread that started them has gone, so
/// that thread is one of its own and stays.
/// </summary>
internal sealed class Launcher : IDisposable
{
    private const string Redirect = "exec \"$0\" \"$@\" >>\"$TORTURE_LOG\" 2>&1";

    [System.Diagnostics.CodeAnalysis.SuppressMessage("Usage", "CA2213", Justification = "The thread disposes of it when all is started.")]
    private readonly BlockingCollection<Action> _work = [];
    private readonly ConcurrentBag<Process> _started = [];

    public Launcher() => new Thread(Run) { IsBackground = true, Name = "launcher" }.Start();

    public Task<Process> StartAsync(Launch launch)
    {
        var started = new TaskCompletionSource<Process>(TaskCreationOptions.RunContinuationsAsynchronously);
        _work.Add(() =>
        {
            try
            {
                started.SetResult(Start(launch));
            }
            catch (Exception failure)
            {
                started.SetException(failure);
            }
        });
        return started.Task;
    }

    /// <summary>Kills every process that it has started and that still runs.</summary>
    public void Dispose()
    {
        foreach (var process in _started)
        {
            process.Kill();
        }

        _work.CompleteAdding();
    }

    private void Run()
    {
        using (_work)
        {
            foreach (var start in _work.GetConsumingEnumerable())
            {
                start();
            }
        }
    }

    private Process Start(Launch launch)
    {
        var start = new ProcessStartInfo("setpriv") { RedirectStandardInput = true, WorkingDirectory = "/" };
        string[] user = launch.User is { } name && Environment.IsPrivilegedProcess ? [$"--reuid={name}", $"--regid={name}", "--init-groups"] : [];
        foreach (var argument in (string[])[.. user, "--pdeathsig", "KILL", "--", "sh", "-c", Redirect, launch.Program, .. launch.Arguments])
        {
            start.ArgumentList.Add(argument);
        }

        foreach (var inherited in start.Environment.Keys.Where(key => key.StartsWith("Spawner__", StringComparison.OrdinalIgnoreCase)).ToList())
        {
            start.Environment.Remove(inherited);
        }

        start.Environment["TORTURE_LOG"] = launch.Log;
        foreach (var (key, value) in launch.Environment)
        {
            start.Environment[key] = value;
        }

        var process = Process.Start(start)!;
        _started.Add(process);
        return process;
    }
}
