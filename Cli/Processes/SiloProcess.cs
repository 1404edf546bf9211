using System.Diagnostics;

namespace Spawner.Cli.Processes;

/// <summary>
/// A silo in a process of its own. It ends when the pipe to its standard input does: by <see cref="StopAsync"/>, and also
/// when this process is killed.
/// </summary>
internal sealed class SiloProcess : IDisposable
{
    private const int MostAttempts = 3;

    // Exit codes by which a silo tells that its settings are not accepted, or that a port or the database is missing.
    private const int InvalidSettings = 2;
    private const int MissingResource = 3;

    private static readonly TimeSpan LongestStart = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan LongestStop = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan ReadyFilePeriod = TimeSpan.FromMilliseconds(50);

    private readonly Process _process;
    private readonly LogTail _log = new();
    private readonly string _readyFile;
    private readonly TimeProvider _clock;

    private SiloProcess(string name, string readyFile, ProcessStartInfo start, TimeProvider clock)
    {
        Name = name;
        _readyFile = readyFile;
        _clock = clock;
        _process = new Process { StartInfo = start };
        _process.OutputDataReceived += (_, line) => _log.Add(line.Data);
        _process.ErrorDataReceived += (_, line) => _log.Add(line.Data);
    }

    public string Name { get; }

    public int ProcessId => _process.Id;

    public bool Killed { get; private set; }

    /// <summary>Known once the silo is ready.</summary>
    public SiloReadyFile? Ready { get; private set; }

    public bool HasEnded => _process.HasExited;

    // The silo says itself why it cannot start, and would say so again.
    private bool EndedForAReason => HasEnded && _process.ExitCode is InvalidSettings or MissingResource;

    /// <summary>
    /// Starts a silo of the cluster in a folder, and waits until it takes work. A machine under load may keep a starting
    /// silo from answering its peers, which then shut it out, and it ends: such a silo is started again.
    /// </summary>
    /// <exception cref="CommandException">It ended, or took too long; the message carries its own last words.</exception>
    public static async Task<SiloProcess> StartAsync(string folder, string name, ClusterPlan plan, TimeProvider clock, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            var silo = Launch(folder, name, plan, clock);
            try
            {
                await silo.WaitUntilReadyAsync(cancellationToken);
                return silo;
            }
            catch (CommandException) when (attempt < MostAttempts && silo.HasEnded && !silo.EndedForAReason)
            {
                silo.Dispose();
            }
            catch
            {
                await silo.StopAsync();
                silo.Dispose();
                throw;
            }
        }
    }

    /// <summary>Ends the process at once, by SIGKILL where that exists.</summary>
    public void Kill()
    {
        Killed = true;
        _process.Kill();
    }

    /// <summary>Ends the process, by force if it takes too long. Nobody misses its cluster, which ends with it.</summary>
    public async Task StopAsync()
    {
        _process.StandardInput.Close();
        using var patience = new CancellationTokenSource(LongestStop, _clock);
        try
        {
            await _process.WaitForExitAsync(patience.Token);
        }
        catch (OperationCanceledException)
        {
            _process.Kill();
            await _process.WaitForExitAsync(CancellationToken.None);
        }
    }

    public void Dispose() => _process.Dispose();

    private static SiloProcess Launch(string folder, string name, ClusterPlan plan, TimeProvider clock)
    {
        var readyFile = Path.Combine(folder, name + ".ready.json");
        File.Delete(readyFile);
        var start = new ProcessStartInfo(DemoHost.Locate())
        {
            // Relative paths in the silo's settings must not depend on the folder that the user happens to be in.
            WorkingDirectory = folder,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["DOTNET_ROOT"] = DemoHost.RuntimeRoot();
        foreach (var (key, value) in ClusterSettings.ForSilo(folder, name, readyFile, plan))
        {
            start.ArgumentList.Add($"--{key}={value}");
        }

        var silo = new SiloProcess(name, readyFile, start, clock);
        silo._process.Start();
        silo._process.BeginOutputReadLine();
        silo._process.BeginErrorReadLine();
        return silo;
    }

    private async Task WaitUntilReadyAsync(CancellationToken cancellationToken)
    {
        var started = _clock.GetTimestamp();
        while ((Ready = SiloReadyFile.TryRead(_readyFile)) is null)
        {
            if (HasEnded)
            {
                await _process.WaitForExitAsync(cancellationToken);
                throw NotStarted($"ended with exit code {_process.ExitCode} before it was ready");
            }

            if (_clock.GetElapsedTime(started) > LongestStart)
            {
                throw NotStarted($"was not ready within {LongestStart.TotalSeconds:N0} s");
            }

            await Task.Delay(ReadyFilePeriod, _clock, cancellationToken);
        }
    }

    private CommandException NotStarted(string what) =>
        new(ExitCodes.SilosNotStarted, $"Silo '{Name}' {what}. Its last words:\n{_log}");
}
