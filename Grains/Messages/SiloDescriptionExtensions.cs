namespace Spawner.Grains.Messages;

/// <summary>Questions about a silo's description.</summary>
internal static class SiloDescriptionExtensions
{
    public static bool Offers(this SiloDescription silo, string kind) => silo.KindWeights.ContainsKey(kind);

    /// <summary>Slots that a task of the kind takes; 1 for what is no task.</summary>
    public static double WeightOf(this SiloDescription silo, string? kind) =>
        kind is not null && silo.KindWeights.TryGetValue(kind, out var weight) ? weight : 1;

    public static bool IsCalled(this SiloDescription silo, string nameOrAddress) =>
        silo.Name == nameOrAddress || silo.Address.ToParsableString() == nameOrAddress;

    /// <summary>The silo as users see it: description and last report in one.</summary>
    public static SiloSnapshot ToSnapshot(this SiloDescription silo, LoadReport? report, TimeSpan age, TimeSpan silentAfter, TimeProvider clock) => new()
    {
        Address = silo.Address,
        Name = silo.Name,
        Labels = silo.Labels,
        Version = silo.Version,
        Kinds = [.. silo.KindWeights.Keys.Order(StringComparer.Ordinal)],
        Slots = silo.Slots,
        Speed = silo.Speed,
        State = report is null ? SiloState.Joining : age > silentAfter ? SiloState.Silent : report.State,
        Since = report?.StateSince ?? clock.GetUtcNow(),
        SlotsTaken = report?.SlotsTaken ?? 0,
        Running = report?.Running ?? 0,
        Queued = report?.Queued ?? 0,
        ServiceTime = report?.ServiceTime ?? TimeSpan.Zero,
        Cpu = report?.Cpu ?? 0,
        Memory = report?.Memory ?? 0,
        Age = age,
        Gate = report?.Gate ?? SiloGate.Open,
        FailingKinds = report?.FailingKinds ?? [],
    };
}
