using Microsoft.Extensions.DependencyInjection;
using Orleans;
using Spawner.Client;
using Spawner.Torture.Evidence;
using Spawner.Torture.Load;

namespace Spawner.Torture.Roles;

/// <summary>A client: a closed loop that submits at a rate while not too many of its tasks are outstanding.</summary>
internal static class ClientRole
{
    /// <summary>Begins the line in which a client says what it was told and should never have been.</summary>
    public const string UnexpectedMark = "UNEXPECTED";

    private const int MaximumOutstanding = 800;
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(20);

    public static async Task<int> RunAsync(string[] args)
    {
        var settings = ClientSettings.Parse(args);
        using var host = await ClientHost.ConnectAsync(settings.Cluster);
        using var history = new HistoryWriter(settings.History);
        var submitter = new Submitter(
            settings, host.Services.GetRequiredService<ISpawnerClient>(), new RawSpawns(host.Services.GetRequiredService<IGrainFactory>()), history);
        Dictionary<Task, int> outstanding = [];
        if (settings.Before != "-")
        {
            outstanding[submitter.GoOnAsync([.. HistoryEvent.ReadAll(settings.Before)])] = 0;
        }

        try
        {
            await LoadAsync(settings, submitter, outstanding);
            await Task.WhenAll(outstanding.Keys);
            return 0;
        }
        catch (Exception unexpected)
        {
            // Before the host is disposed of, under calls that still go on: what that makes of them is not the news.
            await Console.Error.WriteLineAsync($"{UnexpectedMark}: {unexpected}");
            Environment.Exit(1);
            return 1;
        }
    }

    private static async Task LoadAsync(ClientSettings settings, Submitter submitter, Dictionary<Task, int> outstanding)
    {
        var word = ReadWordAsync();
        var due = 0.0;
        using var timer = new PeriodicTimer(Tick, Wall.Clock);
        while (await timer.WaitForNextTickAsync())
        {
            if (word.IsCompleted)
            {
                if (await word is not "poison")
                {
                    return;
                }

                outstanding[submitter.PoisonAsync()] = 1;
                word = ReadWordAsync();
            }

            foreach (var ended in outstanding.Keys.Where(task => task.IsCompleted).ToList())
            {
                await ended;
                outstanding.Remove(ended);
            }

            var tasksOutstanding = outstanding.Values.Sum();
            due = Math.Min(due + (settings.Rate * Tick.TotalSeconds), settings.Rate / 4.0);
            while (due > 0 && tasksOutstanding < MaximumOutstanding)
            {
                var (tasks, ended) = submitter.Next();
                outstanding[ended] = tasks;
                tasksOutstanding += tasks;
                due -= tasks;
            }
        }
    }

    /// <summary>The console's own asynchronous reading is not.</summary>
    private static Task<string?> ReadWordAsync() => Task.Factory.StartNew(
        Console.In.ReadLine, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
}
