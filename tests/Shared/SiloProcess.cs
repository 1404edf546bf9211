using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text;
using System.Text.Json;

namespace Spawner.Tests;

/// <summary>
/// A silo in a process of its own: real sockets, real signals. It listens on loopback and on free ports unless told
/// otherwise, and never outlives this process by an ordinary end of it. Dispose ends it at once; <see cref="StopAsync"/> asks first.
/// </summary>
public sealed class SiloProcess : IAsyncDisposable
{
    /// <summary>Longest wait for a start or a stop: several silos may share two busy cores.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(120);

    private static readonly ConcurrentDictionary<SiloProcess, object?> Running = new();

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("silo-");
    private readonly StringBuilder _output = new();
    private readonly StringBuilder _errors = new();
    private readonly Process _process;
    private SiloReady? _ready;

    static SiloProcess() => AppDomain.CurrentDomain.ProcessExit += (_, _) =>
    {
        foreach (var silo in Running.Keys)
        {
            silo.Kill();
        }
    };

    private SiloProcess(string hostDll, IEnumerable<KeyValuePair<string, string?>>? settings, IEnumerable<string>? arguments)
    {
        _process = new Process { StartInfo = StartInfo(hostDll, settings ?? [], arguments ?? []) };
        _process.OutputDataReceived += (_, line) => Append(_output, line.Data);
        _process.ErrorDataReceived += (_, line) => Append(_errors, line.Data);
        _process.Start();
        Running.TryAdd(this, null);
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    /// <summary>What the silo said of itself.</summary>
    /// <exception cref="InvalidOperationException">It is not ready: see <see cref="WaitUntilReadyAsync"/>.</exception>
    public SiloReady Ready => _ready ?? throw new InvalidOperationException($"Process {ProcessId} was not waited for until it was ready.");

    /// <summary>Number of the process.</summary>
    public int ProcessId => _process.Id;

    /// <summary>Whether the process has ended.</summary>
    public bool HasExited => _process.HasExited;

    /// <summary>Standard output so far.</summary>
    public string Output => Read(_output);

    /// <summary>Standard error so far.</summary>
    public string Errors => Read(_errors);

    /// <summary>Where the silo writes that it is ready, unless its settings name another file.</summary>
    public string ReadyFile => Path.Combine(_folder.FullName, "ready.json");

    /// <summary>Where the silo keeps the user's data (XDG_DATA_HOME).</summary>
    public string DataFolder => Path.Combine(_folder.FullName, "data");

    /// <summary>Starts a silo and waits until it takes tasks.</summary>
    /// <param name="hostDll">Program to run, see <see cref="BuiltHost"/>.</param>
    /// <param name="settings">Configuration keys such as <c>Spawner:Silo:Name</c>; a value of <see langword="null"/> leaves the silo its own default.</param>
    /// <param name="cancellationToken">Ends the wait, and the silo.</param>
    /// <exception cref="InvalidOperationException">It ended first; the message carries what it said.</exception>
    /// <exception cref="TimeoutException">It took too long; the message carries what it said.</exception>
    public static async Task<SiloProcess> StartAsync(
        string hostDll, IEnumerable<KeyValuePair<string, string?>>? settings = null, CancellationToken cancellationToken = default)
    {
        var silo = Launch(hostDll, settings);
        try
        {
            await silo.WaitUntilReadyAsync(cancellationToken);
            return silo;
        }
        catch
        {
            await silo.DisposeAsync();
            throw;
        }
    }

    /// <summary>Starts a process and waits for nothing.</summary>
    /// <param name="hostDll">Program to run.</param>
    /// <param name="settings">Configuration keys and values.</param>
    /// <param name="arguments">Command line.</param>
    public static SiloProcess Launch(
        string hostDll, IEnumerable<KeyValuePair<string, string?>>? settings = null, IEnumerable<string>? arguments = null) =>
        new(hostDll, settings, arguments);

    /// <summary>Waits until the silo takes tasks.</summary>
    /// <inheritdoc cref="StartAsync" path="/exception"/>
    public async Task<SiloReady> WaitUntilReadyAsync(CancellationToken cancellationToken = default)
    {
        var written = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var watcher = new FileSystemWatcher(_folder.FullName, Path.GetFileName(ReadyFile));
        watcher.Created += (_, _) => written.TrySetResult();
        watcher.Renamed += (_, _) => written.TrySetResult();
        watcher.EnableRaisingEvents = true;
        if (File.Exists(ReadyFile))
        {
            written.TrySetResult();
        }

        var first = await WithinAsync("be ready", token => Task.WhenAny(written.Task, _process.WaitForExitAsync(token)), cancellationToken);
        if (first != written.Task)
        {
            throw new InvalidOperationException($"Process {ProcessId} ended with exit code {_process.ExitCode} before it was ready. {Said()}");
        }

        return _ready = JsonSerializer.Deserialize<SiloReady>(await File.ReadAllTextAsync(ReadyFile, cancellationToken), JsonSerializerOptions.Web)!;
    }

    /// <summary>Waits until the process has ended by itself and everything that it said is read.</summary>
    /// <returns>Its exit code; a signal's number plus 128 if one ended it.</returns>
    /// <exception cref="TimeoutException">It took too long; the message carries what it said.</exception>
    public async Task<int> WaitForExitAsync(CancellationToken cancellationToken = default)
    {
        await WithinAsync("end", token => Task.WhenAny(_process.WaitForExitAsync(token)), cancellationToken);
        Running.TryRemove(this, out _);
        return _process.ExitCode;
    }

    /// <summary>Asks the silo to leave in good order (SIGTERM) and waits until it has.</summary>
    /// <inheritdoc cref="WaitForExitAsync"/>
    public Task<int> StopAsync(CancellationToken cancellationToken = default)
    {
        Terminate();
        return WaitForExitAsync(cancellationToken);
    }

    /// <summary>Asks the silo to leave in good order (SIGTERM).</summary>
    public void Terminate() => UnixSignal.Send(_process, UnixSignal.Terminate);

    /// <summary>Ends the process at once (SIGKILL); nothing if it has ended.</summary>
    public void Kill() => _process.Kill();

    /// <summary>Lets the process stand still (SIGSTOP): its sockets stay open and nobody answers.</summary>
    public void Pause() => UnixSignal.Send(_process, UnixSignal.Stop);

    /// <summary>Lets a process that stands still go on (SIGCONT).</summary>
    public void Continue() => UnixSignal.Send(_process, UnixSignal.Continue);

    /// <summary>Ends the process at once and removes its files.</summary>
    public async ValueTask DisposeAsync()
    {
        Kill();
        await WaitForExitAsync();
        _process.Dispose();
        _folder.Delete(recursive: true);
    }

    private ProcessStartInfo StartInfo(
        string hostDll, IEnumerable<KeyValuePair<string, string?>> settings, IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo("dotnet")
        {
            WorkingDirectory = _folder.FullName,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.ArgumentList.Add(hostDll);
        foreach (var argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        // The settings of whoever runs the tests are not those of the silo under test.
        foreach (var inherited in start.Environment.Keys.Where(IsSetting).ToList())
        {
            start.Environment.Remove(inherited);
        }

        // Nor is their folder for data its own.
        start.Environment["XDG_DATA_HOME"] = DataFolder;
        Dictionary<string, string?> effective = new(StringComparer.OrdinalIgnoreCase)
        {
            ["Spawner:Silo:SiloPort"] = "0",
            ["Spawner:Silo:GatewayPort"] = "0",
            ["Spawner:Silo:HttpUrl"] = "http://127.0.0.1:0",
            ["Spawner:Silo:ReadyFile"] = ReadyFile,
        };
        foreach (var (key, value) in settings)
        {
            effective[key] = value;
        }

        foreach (var (key, value) in effective.Where(setting => setting.Value is not null))
        {
            start.Environment[key.Replace(":", "__", StringComparison.Ordinal)] = value;
        }

        return start;
    }

    private static bool IsSetting(string name) =>
        name.StartsWith("Spawner__", StringComparison.OrdinalIgnoreCase)
        || name.StartsWith("OTEL_", StringComparison.Ordinal)
        || name.StartsWith("ASPNETCORE_", StringComparison.Ordinal);

    private async Task<Task> WithinAsync(string what, Func<CancellationToken, Task<Task>> wait, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(Patience);
        var first = await wait(limit.Token);
        cancellationToken.ThrowIfCancellationRequested();
        return limit.IsCancellationRequested && !first.IsCompletedSuccessfully
            ? throw new TimeoutException($"Process {ProcessId} did not {what} within {Patience.TotalSeconds} s. {Said()}")
            : first;
    }

    private string Said() => $"It said:\n{Output}{Errors}";

    private static void Append(StringBuilder text, string? line)
    {
        lock (text)
        {
            text.AppendLine(line);
        }
    }

    private static string Read(StringBuilder text)
    {
        lock (text)
        {
            return text.ToString();
        }
    }
}
