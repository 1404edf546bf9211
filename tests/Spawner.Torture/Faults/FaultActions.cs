using System.Globalization;
using Npgsql;
using Spawner.Tests;
using Spawner.Torture.Processes;
using Spawner.Torture.Running;

namespace Spawner.Torture.Faults;

/// <summary>One fault, from its beginning to its healing. What dies of it is started again by its host.</summary>
internal sealed class FaultActions(Cluster cluster, TortureSettings settings, Random random, Fault fault)
{
    private const string Late = "-1h";
    private const string Early = "+1h";

    public Task RunAsync(CancellationToken cancellationToken) => fault.Kind switch
    {
        FaultKind.SiloKill => KillAndWaitAsync(cancellationToken),
        FaultKind.SiloPause => PauseAsync(cancellationToken),
        FaultKind.SiloStop => StopAsync(Victim(), cancellationToken),
        FaultKind.SiloPartition => PartitionAsync(cancellationToken),
        FaultKind.StoreClosed => WeatherAsync([Slot(Victim())], Weather.Closed, settings.Lease * 0.4, cancellationToken),
        FaultKind.StoreSilent => WeatherAsync([Slot(Victim())], Weather.Silent, settings.Lease * 1.6, cancellationToken),
        FaultKind.DatabaseKill => DatabaseAsync(Server.Kill, Briefly, cancellationToken),
        FaultKind.DatabaseStop => DatabaseAsync(Server.StopAtOnce, Briefly, cancellationToken),
        FaultKind.DatabaseAway => DatabaseAsync(Server.StopAtOnce, settings.Lease * 1.5, cancellationToken),
        FaultKind.DatabaseSlow => SlowAsync(cancellationToken),
        FaultKind.TableLock => LockAsync(cancellationToken),
        FaultKind.AnswersLost => AnswersLostAsync(TimeSpan.FromSeconds(1), cancellationToken),
        FaultKind.KillAndAnswersLost => KillAndAnswersLostAsync(cancellationToken),
        FaultKind.Clock => ClockAsync(cancellationToken),
        FaultKind.Membership => MembershipAsync(cancellationToken),
        FaultKind.ClientKill => ClientAsync(),
        FaultKind.Poison => PoisonAsync(cancellationToken),
        _ => throw new InvalidOperationException($"Fault {fault.Kind} is not known."),
    };

    private Database Server => cluster.Database!;

    private SiloLife Victim()
    {
        var up = cluster.Up();
        return Mark(up[random.Next(up.Count)]);
    }

    private SiloLife Mark(SiloLife life)
    {
        (fault.Silo, fault.Note) = (life.Address, life.Name);
        return life;
    }

    private SiloSlot Slot(SiloLife life) => cluster.Slots.Single(slot => slot.Name == life.Name);

    private SiloLife Kill()
    {
        var victim = Victim();
        victim.EndedBy = nameof(FaultKind.SiloKill);
        victim.Process.Kill();
        return victim;
    }

    /// <summary>What follows would be mixed up with how long its tasks wait for a new owner.</summary>
    private async Task KillAndWaitAsync(CancellationToken cancellationToken)
    {
        var victim = Kill();
        fault.Until = Wall.Now;
        await cluster.WhenReplacedAsync(victim, settings.Lease * 2, cancellationToken);
    }

    /// <summary>Paused until the others own what it owned, at least for a lease, so that it goes on as one that was replaced.</summary>
    private async Task PauseAsync(CancellationToken cancellationToken)
    {
        var victim = Victim();
        (victim.EndedBy, victim.IsPaused) = (nameof(FaultKind.SiloPause), true);
        UnixSignal.Send(victim.Process, UnixSignal.Stop);
        await cluster.WhenReplacedAsync(victim, settings.Lease * 4, cancellationToken);
        await Wall.Delay(random.Next(500), cancellationToken);
        UnixSignal.Send(victim.Process, UnixSignal.Continue);
        (victim.IsPaused, fault.Until) = (false, Wall.Now);
        await WhenGoneAsync(victim, cancellationToken);
    }

    private static async Task StopAsync(SiloLife victim, CancellationToken cancellationToken)
    {
        victim.EndedBy = nameof(FaultKind.SiloStop);
        UnixSignal.Send(victim.Process, UnixSignal.Terminate);
        await WhenGoneAsync(victim, cancellationToken);
    }

    private static async Task WhenGoneAsync(SiloLife life, CancellationToken cancellationToken)
    {
        for (var waited = 0; life.EndedAt is null && waited < 12_000; waited += 50)
        {
            await Wall.Delay(50, cancellationToken);
        }
    }

    private async Task PartitionAsync(CancellationToken cancellationToken)
    {
        var victim = Victim();
        var others = cluster.Up().Where(life => life != victim).ToList();
        await cluster.CutAsync(victim, others);
        await Wall.Delay(settings.Lease * 1.2, cancellationToken);
        cluster.Mend();
    }

    private static async Task WeatherAsync(IReadOnlyList<SiloSlot> slots, Weather weather, TimeSpan time, CancellationToken cancellationToken)
    {
        foreach (var slot in slots)
        {
            slot.Proxy!.Set(weather);
        }

        await Wall.Delay(time, cancellationToken);
        foreach (var slot in slots)
        {
            slot.Proxy!.Set(Weather.Clear);
        }
    }

    private TimeSpan Briefly => TimeSpan.FromMilliseconds(random.Next(200, 1200));

    private async Task DatabaseAsync(Action end, TimeSpan away, CancellationToken cancellationToken)
    {
        end();
        await Wall.Delay(away, cancellationToken);
        await Server.StartAsync(cancellationToken);
        fault.Note = string.Create(CultureInfo.InvariantCulture, $"away for {Wall.Now - fault.At} ms");
    }

    private async Task SlowAsync(CancellationToken cancellationToken)
    {
        var delay = TimeSpan.FromMilliseconds(random.Next(200, 800));
        fault.Note = string.Create(CultureInfo.InvariantCulture, $"by {delay.TotalMilliseconds} ms each way");
        cluster.Slots.ForEach(slot => slot.Proxy!.Set(Weather.Slow, delay));
        await Wall.Delay(3000, cancellationToken);
        cluster.Slots.ForEach(slot => slot.Proxy!.Set(Weather.Clear));
    }

    private async Task LockAsync(CancellationToken cancellationToken)
    {
        await using var connection = new NpgsqlConnection(Server.ConnectionString + ";Pooling=false");
        await connection.OpenAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await using var command = new NpgsqlCommand("LOCK TABLE spawner.live IN ACCESS EXCLUSIVE MODE", connection, transaction);
        await command.ExecuteNonQueryAsync(cancellationToken);
        await Wall.Delay(random.Next(1000, 3000), cancellationToken);
        await transaction.RollbackAsync(cancellationToken);
    }

    private async Task AnswersLostAsync(TimeSpan time, CancellationToken cancellationToken)
    {
        var before = cluster.Slots.Sum(slot => slot.Proxy!.Lost);
        await WeatherAsync(cluster.Slots, Weather.AnswersLost, time, cancellationToken);
        fault.Note += string.Create(CultureInfo.InvariantCulture, $" {cluster.Slots.Sum(slot => slot.Proxy!.Lost) - before} answers lost");
    }

    private async Task KillAndAnswersLostAsync(CancellationToken cancellationToken)
    {
        Kill();
        await AnswersLostAsync(TimeSpan.FromSeconds(3), cancellationToken);
    }

    private async Task ClockAsync(CancellationToken cancellationToken)
    {
        var victim = Victim();
        var slot = Slot(victim);
        slot.Clock = Early;
        await StopAsync(victim, cancellationToken);
        await slot.WhenUpAsync(cancellationToken);
        await Wall.Delay(1500, cancellationToken);
        await File.WriteAllTextAsync(slot.ClockFile, Late, cancellationToken);
        await Wall.Delay(1500, cancellationToken);
        slot.Clock = null;
        if (slot.Now is { IsUp: true } off)
        {
            await StopAsync(off, cancellationToken);
        }
    }

    private async Task MembershipAsync(CancellationToken cancellationToken)
    {
        if (cluster.Slots.Count <= Cluster.Silos)
        {
            var slot = cluster.AddSlot();
            slot.Start();
            fault.Note = $"{slot.Name} joins";
            await slot.WhenUpAsync(cancellationToken);
            return;
        }

        var leaving = cluster.Slots[^1];
        if (leaving.Now is { EndedAt: null } life)
        {
            var gone = leaving.LetGoAsync();
            await StopAsync(Mark(life), cancellationToken);
            await gone.WaitAsync(TimeSpan.FromSeconds(20), Wall.Clock, cancellationToken);
        }

        fault.Note = $"{leaving.Name} leaves";
        cluster.RemoveSlot(leaving);
    }

    private async Task ClientAsync()
    {
        var client = random.Next(settings.Clients);
        fault.Note = string.Create(CultureInfo.InvariantCulture, $"client {client}");
        await cluster.Clients.ReplaceAsync(client);
    }

    /// <summary>Waits until the poison has been taken out, and the silos are back.</summary>
    private async Task PoisonAsync(CancellationToken cancellationToken)
    {
        var deaths = cluster.Deaths;
        await cluster.Clients.TellAsync(0, "poison");
        for (var waited = 0; waited < 25_000 && cluster.Deaths - deaths < settings.MaximumCrashes + 1; waited += 100)
        {
            await Wall.Delay(100, cancellationToken);
        }

        // A death too many would come soon.
        await Wall.Delay(6000, cancellationToken);
        fault.Note = string.Create(CultureInfo.InvariantCulture, $"ended {cluster.Deaths - deaths} processes");
    }
}
