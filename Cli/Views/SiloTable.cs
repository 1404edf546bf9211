using Spawner.Cli.Api.Documents;
using Spectre.Console;

namespace Spawner.Cli.Views;

/// <summary>Silos, a line each.</summary>
internal static class SiloTable
{
    public static Table Draw(IEnumerable<ApiSilo> silos)
    {
        var table = PlainTable.Create("SILO", "STATE", "GATE", "SLOTS>", "TAKEN>", "RUNNING>", "QUEUED>", "CPU>", "MEMORY>", "TASK TIME>", "SEEN>", "VERSION", "FAILING KINDS");
        foreach (var silo in silos)
        {
            table.Add(
                silo.Name, PhaseStyle.Of(silo.State), silo.Gate == "open" ? "" : silo.Gate, Numbers.Slots(silo.Slots), Numbers.Slots(silo.SlotsTaken), Numbers.Count(silo.Running), Numbers.Count(silo.Queued),
                Numbers.Percent(silo.Cpu), Numbers.Percent(silo.Memory), Numbers.Seconds(silo.ServiceTimeSeconds), Numbers.Seconds(silo.AgeSeconds), silo.Version?.Split('+')[0], string.Join(", ", silo.FailingKinds ?? []));
        }

        return table;
    }
}
