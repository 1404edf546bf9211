using Spawner.Tests;
using Spawner.Torture.Processes;
using Spawner.Torture.Running;

namespace Spawner.Torture.Faults;

/// <summary>What is done to the processes of silos, and to their links.</summary>
internal sealed partial class FaultActions
{
    private const string Late = "-1h";
    private const string Early = "+1h";

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
        await WriteLateAsync(victim, cancellationToken);
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
}
