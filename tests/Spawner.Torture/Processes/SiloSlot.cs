using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Spawner.Tests;
using Spawner.Torture.Evidence;
using Spawner.Torture.Running;

namespace Spawner.Torture.Processes;

/// <summary>One life of a silo's process.</summary>
internal sealed class SiloLife(string name, Process process, long startedAt)
{
    public string Name { get; } = name;

    public Process Process { get; } = process;

    public long StartedAt { get; } = startedAt;

    /// <summary>Address and generation, once it is ready.</summary>
    public string? Address { get; set; }

    public SiloReady? Ready { get; set; }

    /// <summary>What the nemesis did to it, if that was to end it.</summary>
    public string? EndedBy { get; set; }

    public long? EndedAt { get; set; }

    public int? ExitCode { get; set; }

    public bool IsPaused { get; set; }

    public bool IsUp => Ready is not null && EndedAt is null;

    /// <summary>What it was first seen to use once it was ready.</summary>
    public ProcessUse? First { get; set; }

    /// <summary>The most that it was seen to use of each.</summary>
    public ProcessUse Most { get; set; }
}

/// <summary>A silo and its host: a process that has ended is started again, as a new incarnation, while it is to run.</summary>
internal sealed class SiloSlot(string name, TortureSettings settings, Launcher launcher, ITestStore store, Proxy? proxy, string folder, int sinkPort) : IDisposable
{
    private static readonly TimeSpan BeforeRestart = TimeSpan.FromMilliseconds(300);

    private readonly List<SiloLife> _lives = [];
    private Task _running = Task.CompletedTask;
    private volatile bool _isWanted;
    private volatile bool _isOver;

    public string Name => name;

    /// <summary>Through which it reaches the database; none if the store is no server.</summary>
    public Proxy? Proxy => proxy;

    /// <summary>A clock for the next incarnation, as libfaketime writes it; none for the right one.</summary>
    public string? Clock { get; set; }

    public string ClockFile => Path.Combine(folder, $"clock-{name}");

    public string CutFile => Path.Combine(folder, $"cut-{name}");

    public IReadOnlyList<SiloLife> Lives
    {
        get
        {
            lock (_lives)
            {
                return [.. _lives];
            }
        }
    }

    public SiloLife? Now => Lives is [.., var last] ? last : null;

    public bool IsUp => Now is { IsUp: true, IsPaused: false };

    public void Start()
    {
        _isWanted = true;
        _running = Task.Run(RunAsync);
    }

    /// <summary>It is not started again once it has ended.</summary>
    public Task LetGoAsync()
    {
        _isWanted = false;
        return _running;
    }

    public async Task WhenUpAsync(CancellationToken cancellationToken)
    {
        while (!IsUp)
        {
            await Wall.Delay(50, cancellationToken);
        }
    }

    public void Dispose()
    {
        (_isWanted, _isOver) = (false, true);
        Proxy?.Dispose();
    }

    private async Task RunAsync()
    {
        while (_isWanted)
        {
            var life = await LaunchAsync();
            var ready = WatchReadyAsync(life);
            await life.Process.WaitForExitAsync();
            (life.EndedAt, life.ExitCode) = (Wall.Now, life.Process.ExitCode);
            await ready;
            if (_isOver)
            {
                return;
            }

            await Wall.Delay(BeforeRestart, CancellationToken.None);
        }
    }

    private async Task<SiloLife> LaunchAsync()
    {
        File.Delete(ReadyFile);
        var environment = settings.SiloEnvironment(name, store.SettingsOf(Proxy), ReadyFile, CutFile, sinkPort);
        if (Clock is { } clock)
        {
            await File.WriteAllTextAsync(ClockFile, clock);
            FakeClock.AddTo(environment, ClockFile);
        }

        var log = Path.Combine(folder, string.Create(CultureInfo.InvariantCulture, $"silo-{name}-{Lives.Count + 1}.log"));
        var process = await launcher.StartAsync(Launch.Self(log, "silo") with { Environment = environment });
        var life = new SiloLife(name, process, Wall.Now);
        lock (_lives)
        {
            _lives.Add(life);
        }

        return life;
    }

    private string ReadyFile => Path.Combine(folder, $"ready-{name}.json");

    private async Task WatchReadyAsync(SiloLife life)
    {
        while (life.EndedAt is null)
        {
            if (File.Exists(ReadyFile))
            {
                var ready = JsonSerializer.Deserialize<SiloReady>(await File.ReadAllTextAsync(ReadyFile), JsonSerializerOptions.Web)!;
                (life.Address, life.Ready) = (ready.SiloAddress, ready);
                return;
            }

            await Wall.Delay(50, CancellationToken.None);
        }
    }
}
