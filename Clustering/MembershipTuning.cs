using Orleans.Configuration;

namespace Spawner.Clustering;

/// <summary>
/// When a silo counts as dead. Tuned for speed: a killed silo is out within 3 s. A silo that is declared dead by mistake ends
/// itself and starts anew; what it ran is reported as lost, so a mistake costs work and never correctness.
/// </summary>
internal static class MembershipTuning
{
    public static void Apply(ClusterMembershipOptions membership)
    {
        // Two probes missed, of 1 s each: what a killed process costs is found within 3 s.
        membership.ProbeTimeout = TimeSpan.FromSeconds(1);
        membership.NumMissedProbesLimit = 2;

        // Probes stretch when the prober itself is slow; with the connection check they must not stretch far, since a paused
        // silo's open connection holds back votes for that long.
        membership.MaxProbeTimeout = TimeSpan.FromSeconds(2);

        // One vote: of two silos left, one must be able to say that the other is gone.
        membership.NumVotesForDeathDeclaration = 1;
        membership.TableRefreshTimeout = TimeSpan.FromSeconds(2);
        membership.IAmAliveTablePublishTimeout = TimeSpan.FromSeconds(5);

        // Rows of dead silos are history: some are kept to look at, and the table does not grow.
        membership.DefunctSiloExpiration = TimeSpan.FromDays(1);
        membership.DefunctSiloCleanupPeriod = TimeSpan.FromMinutes(10);
    }

    /// <summary>How soon a client hears of new gateways and of gateways that went.</summary>
    public static void Apply(GatewayOptions gateways) => gateways.GatewayListRefreshPeriod = TimeSpan.FromSeconds(2);
}
