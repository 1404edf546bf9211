using Orleans.Configuration;

namespace Spawner.Clustering;

/// <summary>
/// How fast a dead silo is noticed, and what protects a busy one. Two aims pull against each other: a killed silo is out of
/// the cluster within 3 seconds, whichever it is; and minutes of saturated processors evict nobody.
/// </summary>
internal static class MembershipTuning
{
    public static void Apply(ClusterMembershipOptions options)
    {
        // Two missed probes a second apart. Orleans shortens a quiet peer's probe to half of ProbeTimeout, so a killed process
        // costs at most 0.5 s until the next probe, 0.5 s for its failure, and 1 s for the second probe.
        options.ProbeTimeout = TimeSpan.FromSeconds(1);
        options.NumMissedProbesLimit = 2;

        // One vote: of three silos two may die, and of two the survivor is alone. A second vote would never come.
        options.NumVotesForDeathDeclaration = 1;

        // The second probe goes through another silo. It is what keeps a silo that lost its own network from declaring
        // everyone else dead: its helpers are as unreachable as its suspects, and that counts as "don't know". With no other
        // silo left the probe is direct.
        options.EnableIndirectProbes = true;

        // A peer that sent anything lately is alive, however late its probe answers are: this is what saturation needs.
        // "Lately" is MaxProbeTimeout x NumMissedProbesLimit, here 4 s. The connection of a killed process closes and suppresses
        // nothing; only a silo that hangs, or whose machine vanished, is kept for those 4 s.
        options.EnableConnectionLivenessCheck = true;
        options.MaxProbeTimeout = TimeSpan.FromSeconds(2);

        // A silo that is short of pool threads, or just out of a long collection, doubts itself first and waits longer.
        options.ExtendProbeTimeoutDuringDegradation = true;

        // News travels by gossip at once; the table is the safety net when the gossiping silo was the one that died.
        options.TableRefreshTimeout = TimeSpan.FromSeconds(2);

        // A silo silent in the table for 3 x 2 s counts as stale. Staleness alone evicts nobody, but two things wait for it:
        // two silos that died together are each other's helper for the indirect probe until they are stale; and after the whole
        // cluster was killed, the first silo to come back cannot join before the entries of the dead ones are.
        options.IAmAliveTablePublishTimeout = TimeSpan.FromSeconds(2);
        options.NumMissedTableIAmAliveLimit = 3;

        // Entries of the dead serve diagnosis for a day, and no more than a screenful: a silo that restarts in a loop adds one
        // each time, and every refresh reads them all. Orleans keeps each for an hour at least (DefunctSiloMinimumRetention).
        options.DefunctSiloExpiration = TimeSpan.FromDays(1);
        options.DefunctSiloCleanupPeriod = TimeSpan.FromHours(1);
        options.MaxDefunctSiloEntries = 25;
    }

    // A client's requests go round its gateways, and a silo that joined gets its share of them, and so of the work of a quiet
    // cluster, only as a gateway.
    public static void Apply(GatewayOptions options) => options.GatewayListRefreshPeriod = TimeSpan.FromSeconds(1);
}
