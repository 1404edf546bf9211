using System.Globalization;
using Spawner.Torture.Evidence;
using Spawner.Torture.Processes;

namespace Spawner.Torture.Running;

/// <summary>Everything that runs: database, sink, silos with their hosts, clients.</summary>
internal sealed class Cluster : IDisposable
{
    /// <summary>Silos that always run.</summary>
    public const int Silos = 3;

    private readonly TortureSettings _settings;
    private readonly string _folder;
    private readonly List<SiloSlot> _slots = [];
    private readonly List<SiloSlot> _former = [];
    private int _sinkPort;

    public Cluster(TortureSettings settings, string folder)
    {
        (_settings, _folder) = (settings, folder);
        Database = settings.IsSqlite ? null : new Database(Launcher, Path.Combine(folder, "postgres"));
        Store = Database is null ? new SqliteStore(folder) : new PostgreSqlStore(Database);
        Clients = new Clients(settings, Launcher, Store, folder);
    }

    public Launcher Launcher { get; } = new();

    /// <summary>The server; none with SQLite.</summary>
    public Database? Database { get; }

    public ITestStore Store { get; }

    public Clients Clients { get; }

    public List<SiloSlot> Slots => [.. _slots];

    public IReadOnlyList<SiloLife> Lives => [.. _slots.Concat(_former).SelectMany(slot => slot.Lives)];

    /// <summary>Processes of silos that have ended.</summary>
    public int Deaths => Lives.Count(life => life.EndedAt is not null);

    public string SinkLog => Path.Combine(_folder, "sink.log");

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        await Store.CreateAsync(cancellationToken);
        await StartSinkAsync(cancellationToken);
        for (var i = 0; i < Silos; i++)
        {
            AddSlot().Start();
        }

        await WhenUpAsync(Silos, cancellationToken);
        await Store.InstallAuditAsync(cancellationToken);
    }

    public SiloSlot AddSlot()
    {
        var name = ((char)('a' + _slots.Count + _former.Count)).ToString();
        var slot = new SiloSlot(name, _settings, Launcher, Store, Database is null ? null : new Proxy(Database.Port), _folder, _sinkPort);
        _slots.Add(slot);
        return slot;
    }

    public void RemoveSlot(SiloSlot slot)
    {
        _slots.Remove(slot);
        _former.Add(slot);
    }

    /// <summary>Silos that take tasks.</summary>
    public List<SiloLife> Up() => [.. _slots.Where(slot => slot.IsUp).Select(slot => slot.Now!)];

    public async Task WhenUpAsync(int atLeast, CancellationToken cancellationToken)
    {
        while (Up().Count < atLeast)
        {
            await Wall.Delay(100, cancellationToken);
        }
    }

    /// <summary>Waits until a silo owns no tasks any more, as the store has it.</summary>
    public async Task WhenReplacedAsync(SiloLife life, TimeSpan patience, CancellationToken cancellationToken)
    {
        var began = Wall.Clock.GetTimestamp();
        while (Wall.Clock.GetElapsedTime(began) < patience && !await Store.IsReplacedAsync(life.Address!, cancellationToken))
        {
            await Wall.Delay(100, cancellationToken);
        }
    }

    /// <summary>Cuts a silo off from others: both ends let go.</summary>
    public async Task CutAsync(SiloLife silo, IReadOnlyList<SiloLife> others)
    {
        await WriteCutAsync(silo.Name, others.Select(other => other.Ready!.SiloPort));
        foreach (var other in others)
        {
            await WriteCutAsync(other.Name, [silo.Ready!.SiloPort]);
        }
    }

    public void Mend() => _slots.ForEach(slot => File.Delete(slot.CutFile));

    public void Dispose()
    {
        foreach (var slot in _slots.Concat(_former))
        {
            slot.Dispose();
        }

        Launcher.Dispose();
    }

    private async Task WriteCutAsync(string name, IEnumerable<int> ports)
    {
        var file = _slots.Single(slot => slot.Name == name).CutFile;
        await File.WriteAllTextAsync(file + ".new", string.Join(' ', ports));
        File.Move(file + ".new", file, overwrite: true);
    }

    private async Task StartSinkAsync(CancellationToken cancellationToken)
    {
        var portFile = Path.Combine(_folder, "sink.port");
        await Launcher.StartAsync(Launch.Self(Path.Combine(_folder, "sink.out"), "sink", SinkLog, portFile));
        while (!File.Exists(portFile))
        {
            await Wall.Delay(50, cancellationToken);
        }

        _sinkPort = int.Parse(await File.ReadAllTextAsync(portFile, cancellationToken), CultureInfo.InvariantCulture);
    }
}
