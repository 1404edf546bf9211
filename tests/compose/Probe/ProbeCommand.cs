using System.CommandLine;
using System.Text.Json;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Spawner.Client;
using Spawner.Client.Hosting;

namespace Spawner.Probe;

/// <summary>
/// The command line: what an operator does by hand, and what tests/compose/verify does to the cluster in containers. It is
/// configured by the environment, as silos are. Each command prints one JSON document.
/// </summary>
internal static class ProbeCommand
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    private static readonly Option<int> Milliseconds = new("--milliseconds")
    {
        Description = "How long each task takes; it waits, and computes nothing.",
        DefaultValueFactory = _ => 100,
    };

    private static readonly Option<double?> Weight = new("--weight")
    {
        Description = "Slots that each task takes while it waits; by default it takes none.",
    };

    public static RootCommand Create() => new("Uses a cluster of silos as a client does, and prints JSON.")
    {
        Silos(), WaitForSilos(), Spawn(), Steady(),
        OnOneSilo("drain", "Stops a silo from taking tasks.", (client, silo, cancel) => client.DrainSiloAsync(silo, cancel)),
        OnOneSilo("resume", "Lets a drained silo take tasks again.", (client, silo, cancel) => client.ResumeSiloAsync(silo, cancel)),
    };

    private static Command Silos()
    {
        var command = new Command("silos", "Lists the silos.");
        command.SetAction((_, cancel) => RunAsync(async client => SiloLine.From(await client.ListSilosAsync(cancel)), cancel));
        return command;
    }

    private static Command WaitForSilos()
    {
        var count = new Option<int>("--silos") { Description = "How many.", Required = true };
        var seconds = new Option<int>("--seconds") { Description = "How long to wait.", DefaultValueFactory = _ => 30 };
        var command = new Command("wait", "Waits until exactly so many silos take work, then lists them.") { count, seconds };
        command.SetAction((parsed, cancel) => RunAsync(
            client => new SiloWait(client, TimeProvider.System).RunAsync(
                parsed.GetValue(count), TimeSpan.FromSeconds(parsed.GetValue(seconds)), cancel),
            cancel));
        return command;
    }

    private static Command Spawn()
    {
        var count = new Option<int>("--count") { Description = "How many tasks.", DefaultValueFactory = _ => 100 };
        var again = new Option<bool>("--respawn") { Description = "Spawn tasks that were lost with their silo again." };
        var command = new Command("spawn", "Spawns tasks at once and waits for all.") { count, Milliseconds, Weight, again };
        command.SetAction((parsed, cancel) => RunAsync(
            client => new Work(client, TimeProvider.System, parsed.GetValue(Milliseconds), parsed.GetValue(Weight), parsed.GetValue(again))
                .RunOnceAsync(parsed.GetValue(count), cancel),
            cancel));
        return command;
    }

    private static Command Steady()
    {
        var rate = new Option<int>("--rate") { Description = "Tasks a second, spawned in four batches.", DefaultValueFactory = _ => 80 };
        var seconds = new Option<int>("--seconds") { Description = "Longest time; SIGTERM ends it earlier.", DefaultValueFactory = _ => 600 };
        var command = new Command("steady", "Spawns at a steady rate, lost tasks again, until told to stop; then waits for all.")
        {
            rate, seconds, Milliseconds, Weight,
        };
        command.SetAction((parsed, cancel) => RunAsync(
            client => new Work(client, TimeProvider.System, parsed.GetValue(Milliseconds), parsed.GetValue(Weight), respawnsLost: true)
                .RunSteadilyAsync(parsed.GetValue(rate), TimeSpan.FromSeconds(parsed.GetValue(seconds)), cancel),
            CancellationToken.None));
        return command;
    }

    private static Command OnOneSilo(string name, string description, Func<ISpawnerClient, string, CancellationToken, Task> act)
    {
        var silo = new Argument<string>("silo") { Description = "Name or address of the silo." };
        var command = new Command(name, description) { silo };
        command.SetAction((parsed, cancel) => RunAsync(
            async client =>
            {
                await act(client, parsed.GetRequiredValue(silo), cancel);
                return SiloLine.From(await client.ListSilosAsync(cancel));
            },
            cancel));
        return command;
    }

    private static async Task<int> RunAsync<TAnswer>(Func<ISpawnerClient, Task<TAnswer>> ask, CancellationToken cancellationToken)
    {
        // Empty: standard output belongs to the answer, and signals to the command line.
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.Configuration.AddEnvironmentVariables();
        builder.AddSpawnerClient();
        using var host = builder.Build();
        try
        {
            await host.StartAsync(cancellationToken);
            var answer = await ask(host.Services.GetRequiredService<ISpawnerClient>());
            await Console.Out.WriteLineAsync(JsonSerializer.Serialize(answer, Json));
            await host.StopAsync(CancellationToken.None);
            return 0;
        }
        catch (Exception failure) when (failure is SpawnerException or TimeoutException)
        {
            await Console.Error.WriteLineAsync(failure.Message);
            return 1;
        }
    }
}
