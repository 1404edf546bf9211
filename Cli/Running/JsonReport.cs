using System.Text.Json.Nodes;

namespace Spawner.Cli.Running;

/// <summary>The document that <c>--json</c> prints.</summary>
internal static class JsonReport
{
    public static string Write<TAnswer>(IRunReport<TAnswer> report, RunResult<TAnswer> run)
    {
        var (name, value) = report.ToJson(run.Answer);
        var document = new JsonObject
        {
            ["job"] = report.Job,
            [name] = value,
            ["tasks"] = run.Tally.Done,
            ["silos"] = new JsonArray([.. run.Silos.Select(silo => new JsonObject { ["name"] = silo, ["tasks"] = run.Tally.DoneOn(silo) })]),
            ["seconds"] = Math.Round(run.Seconds, 3),
        };
        if (run.Tally is { Killed: not null } or { Respawned: > 0 })
        {
            document["killed"] = run.Tally.Killed;
            document["respawned"] = run.Tally.Respawned;
        }

        if (run.Tally.Killed is not null)
        {
            document["takenOver"] = run.Tally.TakenOver;
            document["wentOnAfterSeconds"] = run.Tally.WentOnAfter is { } after ? Math.Round(after.TotalSeconds, 1) : null;
        }

        return document.ToJsonString();
    }
}
