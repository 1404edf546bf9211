using System.Globalization;
using Spawner.Torture.Processes;
using Spawner.Torture.Running;

namespace Spawner.Torture.Faults;

/// <summary>One fault, from its beginning to its healing. What dies of it is started again by its host.</summary>
internal sealed partial class FaultActions(Cluster cluster, TortureSettings settings, Random random, Fault fault)
{
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
        FaultKind.ConnectionsTaken => ConnectionsAsync(cancellationToken),
        FaultKind.AnswersLost => AnswersLostAsync(TimeSpan.FromSeconds(1), cancellationToken),
        FaultKind.KillAndAnswersLost => KillAndAnswersLostAsync(cancellationToken),
        FaultKind.Clock => ClockAsync(cancellationToken),
        FaultKind.Membership => MembershipAsync(cancellationToken),
        FaultKind.ClientKill => ClientAsync(),
        FaultKind.Poison => PoisonAsync(cancellationToken),
        _ => throw new InvalidOperationException($"Fault {fault.Kind} is not known."),
    };

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
