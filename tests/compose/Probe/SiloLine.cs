namespace Spawner.Probe;

/// <summary>A silo, as the answers list it.</summary>
internal sealed record SiloLine(string Name, string Address, string State, string Version, double Slots, int Running, int Queued)
{
    public static IReadOnlyList<SiloLine> From(IEnumerable<SiloSnapshot> silos) =>
    [
        .. silos.OrderBy(s => s.Name, StringComparer.Ordinal).Select(s => new SiloLine(
            s.Name, s.Address.ToParsableString(), s.State.ToString(), s.Version, s.Slots, s.Running, s.Queued)),
    ];
}
