using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Spawner.Bench.Placement.Engine;
using Spawner.Bench.Placement.Tables;

namespace Spawner.Bench.Placement;

/// <summary>The command line.</summary>
internal static class PlacementCommand
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    private static readonly Dictionary<string, DurationLaw> Laws = new(StringComparer.OrdinalIgnoreCase)
    {
        ["det"] = DurationLaw.Deterministic,
        ["exp"] = DurationLaw.Exponential,
        ["pareto"] = DurationLaw.Pareto,
    };

    public static RootCommand Create()
    {
        var silos = new Option<int>("--silos") { Description = "Silos, 1 to 10000.", DefaultValueFactory = _ => 100 };
        var load = new Option<double>("--load") { Description = "Work that arrives, as a share of what all slots can do: above 0, below 1.", DefaultValueFactory = _ => 0.8 };
        var law = new Option<string>("--law") { Description = "Law of the durations.", DefaultValueFactory = _ => "exp" }.AcceptOnlyFromAmong([.. Laws.Keys]);
        var seed = new Option<int>("--seed") { Description = "The same seed gives the same figures.", DefaultValueFactory = _ => 1 };
        var mean = new Option<double>("--mean-ms") { Description = "Mean duration in milliseconds.", DefaultValueFactory = _ => 100 };
        var period = new Option<double>("--period") { Description = "Seconds between two load reports of a silo.", DefaultValueFactory = _ => 1 };
        var tasks = new Option<int>("--tasks") { Description = "Tasks of the run.", DefaultValueFactory = _ => 400_000 };
        var slots = new Option<int[]>("--slots") { Description = "Slots of the silos, repeated.", AllowMultipleArgumentsPerToken = true, DefaultValueFactory = _ => [4] };
        var speeds = new Option<double[]>("--speeds") { Description = "Speeds of the silos, repeated; nobody knows them.", AllowMultipleArgumentsPerToken = true, DefaultValueFactory = _ => [1] };
        var one = new Option<bool>("--one-dispatcher") { Description = "All tasks arrive at one silo." };
        var burst = new Option<bool>("--burst") { Description = "All tasks arrive at once: the figures are makespans." };
        var incident = new Option<Incident>("--incident") { Description = "What happens to one silo in the middle of the run." };
        var all = new Option<bool>("--all") { Description = "All tables instead of one cell." };
        var json = new Option<bool>("--json") { Description = "One JSON document instead of a table." };
        Accept(silos, value => value is >= 1 and <= 10_000, "1 to 10000");
        Accept(load, value => value is > 0 and < 1, "above 0 and below 1");
        Accept(mean, value => value > 0, "above 0");
        Accept(period, value => value > 0, "above 0");
        Accept(tasks, value => value > 0, "above 0");
        Accept(slots, value => value.Length > 0 && value.All(slot => slot > 0), "above 0");
        Accept(speeds, value => value.Length > 0 && value.All(speed => speed > 0), "above 0");
        var root = new RootCommand("Simulates placement policies on the same arrivals and durations; figures are multiples of a central queue's.")
        {
            silos, load, law, seed, mean, period, tasks, slots, speeds, one, burst, incident, all, json,
        };
        root.SetAction(parsed =>
        {
            if (parsed.GetValue(all))
            {
                AllTables.Print(parsed.GetValue(seed), Console.Out);
                return;
            }

            var cell = Cell.Run(new Scenario
            {
                Silos = parsed.GetValue(silos),
                Load = parsed.GetValue(load),
                Law = Laws[parsed.GetValue(law)!],
                Seed = parsed.GetValue(seed),
                Mean = TimeSpan.FromMilliseconds(parsed.GetValue(mean)),
                Period = TimeSpan.FromSeconds(parsed.GetValue(period)),
                Tasks = parsed.GetValue(tasks),
                Slots = parsed.GetValue(slots)!,
                Speeds = parsed.GetValue(speeds)!,
                OneDispatcher = parsed.GetValue(one),
                Burst = parsed.GetValue(burst),
                Incident = parsed.GetValue(incident),
            });
            if (parsed.GetValue(json))
            {
                Console.WriteLine(JsonSerializer.Serialize(cell, Json));
            }
            else
            {
                cell.Policies.ToList().ForEach(policy => Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                    $"{policy.Name,-20}{policy.Mean,10:0.00}{policy.P99,10:0.00}{policy.MessagesPerTask,8:0.00}")));
            }
        });
        return root;
    }

    private static void Accept<T>(Option<T> option, Func<T, bool> isAccepted, string accepted) =>
        option.Validators.Add(result =>
        {
            if (!isAccepted(result.GetValueOrDefault<T>()!))
            {
                result.AddError($"{option.Name} does not accept '{string.Join(' ', result.Tokens)}'. Accepted: {accepted}.");
            }
        });
}
