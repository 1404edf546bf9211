using System.Diagnostics;
using System.Globalization;
using Spawner.Torture.Evidence;
using Spawner.Torture.Load;
using Spawner.Torture.Processes;

namespace Spawner.Torture.Running;

/// <summary>The processes that submit tasks and await them.</summary>
internal sealed class Clients(TortureSettings settings, Launcher launcher, ITestStore store, string folder)
{
    // Bytes of history: some hundreds of submissions.
    private const int Busy = 50_000;

    private readonly Process?[] _processes = new Process?[settings.Clients];
    private readonly int[] _lives = new int[settings.Clients];

    /// <summary>Histories of all clients that there were.</summary>
    public IEnumerable<string> Histories => Directory.EnumerateFiles(folder, "client-*.jsonl");

    public async Task StartAsync()
    {
        for (var i = 0; i < settings.Clients; i++)
        {
            await StartAsync(i);
        }
    }

    /// <summary>Waits until every client has submitted some tasks: it takes a while to connect.</summary>
    public async Task WhenBusyAsync(CancellationToken cancellationToken)
    {
        while (Histories.Count(history => new FileInfo(history).Length > Busy) < settings.Clients)
        {
            await Wall.Delay(100, cancellationToken);
        }
    }

    /// <summary>Kills a client, and starts another one that goes on with what it can know of it.</summary>
    public async Task ReplaceAsync(int client)
    {
        _processes[client]!.Kill();
        await _processes[client]!.WaitForExitAsync();
        await StartAsync(client);
    }

    public async Task TellAsync(int client, string word)
    {
        await _processes[client]!.StandardInput.WriteLineAsync(word);
        await _processes[client]!.StandardInput.FlushAsync();
    }

    /// <summary>No more submissions; waits until the clients have heard of the end of each, for so long at most.</summary>
    public async Task StopAsync(TimeSpan patience, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(patience);
        for (var i = 0; i < settings.Clients; i++)
        {
            await TellAsync(i, "stop");
        }

        try
        {
            await Task.WhenAll(_processes.Select(process => process!.WaitForExitAsync(limit.Token)));
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            // Some wait for tasks that have not ended: the checks will say which.
        }
    }

    /// <summary>Ends those that still wait.</summary>
    public Task KillAsync() => Task.WhenAll(_processes.Select(process =>
    {
        process!.Kill();
        return process.WaitForExitAsync();
    }));

    private async Task StartAsync(int client)
    {
        var life = _lives[client]++;
        var name = string.Create(CultureInfo.InvariantCulture, $"client-{client}-{life}");
        var history = Path.Combine(folder, name + ".jsonl");

        // Whoever replaces it reads this, even if it is killed before it has begun.
        await File.Create(history).DisposeAsync();
        var before = life == 0 ? "-" : Path.Combine(folder, string.Create(CultureInfo.InvariantCulture, $"client-{client}-{life - 1}.jsonl"));
        _processes[client] = await launcher.StartAsync(Launch.Self(
            Path.Combine(folder, name + ".log"),
            "client",
            history,
            before,
            string.Create(CultureInfo.InvariantCulture, $"c{client}.{life}"),
            (settings.Rate / settings.Clients).ToString(CultureInfo.InvariantCulture),
            unchecked((settings.Seed * 397) + (client * 31) + life).ToString(CultureInfo.InvariantCulture)) with
        {
            Environment = new Dictionary<string, string> { [ClientSettings.ClusterVariable] = store.Cluster },
        });
    }
}
