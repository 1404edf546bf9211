using Orleans.Runtime;

namespace Spawner.Probe;

/// <summary>Counts what becomes of the work. Shared by everything that runs at once.</summary>
internal sealed class WorkLog(TimeProvider clock)
{
    private const int FailuresKept = 5;

    private readonly Lock _lock = new();
    private readonly long _started = clock.GetTimestamp();
    private readonly Dictionary<string, Tally> _silos = [];
    private readonly Dictionary<SiloAddress, string> _names = [];
    private readonly List<string> _failures = [];
    private int _spawned;
    private int _failed;
    private double _lastOk;
    private double _longestGap;
    private double? _lastLost;

    private double Elapsed => clock.GetElapsedTime(_started).TotalSeconds;

    public void OnSpawned(int count) => Interlocked.Add(ref _spawned, count);

    public void OnJoined(SiloEvent joined)
    {
        lock (_lock)
        {
            _names[joined.Address] = joined.Name;
            Of(joined.Name).Joined ??= Elapsed;
        }
    }

    public void OnEnded(TaskSnapshot task)
    {
        lock (_lock)
        {
            var silo = Of(task.SiloName ?? NameOf(task.Silo));
            switch (task.Phase)
            {
                case TaskPhase.Succeeded:
                    silo.Ok++;
                    silo.FirstOk ??= Elapsed;
                    _longestGap = Math.Max(_longestGap, Elapsed - _lastOk);
                    _lastOk = Elapsed;
                    break;
                case TaskPhase.Lost:
                    silo.Lost++;
                    _lastLost = clock.GetUtcNow().ToUnixTimeMilliseconds() / 1000d;
                    break;
                default:
                    AddFailure($"{task.Id} {task.Phase} {task.Failure?.Type}: {task.Failure?.Message}");
                    break;
            }
        }
    }

    public void OnFailed(Exception failure, int tasks)
    {
        lock (_lock)
        {
            AddFailure($"{failure.GetType().Name}: {failure.Message}");
            _failed += tasks - 1;
        }
    }

    public WorkReport Report()
    {
        lock (_lock)
        {
            return new WorkReport
            {
                Spawned = _spawned,
                Ok = _silos.Values.Sum(s => s.Ok),
                Lost = _silos.Values.Sum(s => s.Lost),
                Failed = _failed,
                Failures = _failures,
                Seconds = Math.Round(Elapsed, 3),
                LongestGap = Math.Round(_longestGap, 3),
                LastLost = _lastLost,
                Silos =
                [
                    .. _silos.OrderBy(s => s.Key, StringComparer.Ordinal).Select(s => new SiloWork
                    {
                        Name = s.Key, Ok = s.Value.Ok, Lost = s.Value.Lost, Joined = s.Value.Joined, FirstOk = s.Value.FirstOk,
                    }),
                ],
            };
        }
    }

    private void AddFailure(string text)
    {
        _failed++;
        if (_failures.Count < FailuresKept)
        {
            _failures.Add(text);
        }
    }

    /// <summary>The silos forget a dead one's name; this client has seen it join.</summary>
    private string NameOf(SiloAddress? silo) =>
        silo is null ? "unknown" : _names.GetValueOrDefault(silo) ?? silo.ToParsableString();

    private Tally Of(string silo)
    {
        if (!_silos.TryGetValue(silo, out var tally))
        {
            _silos.Add(silo, tally = new Tally());
        }

        return tally;
    }

    private sealed class Tally
    {
        public int Ok { get; set; }

        public int Lost { get; set; }

        public double? Joined { get; set; }

        public double? FirstOk { get; set; }
    }
}
