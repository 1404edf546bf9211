using System.Net.Sockets;
using Spawner.Torture.Processes;

namespace Spawner.Torture.Running;

/// <summary>What a silo said of its health.</summary>
internal sealed record HealthNote(long At, string Silo, bool IsLive, bool IsReady, string ReadyText);

/// <summary>Looks at the silos from outside, twice a second: what they use, and their health.</summary>
internal sealed class Monitor(Cluster cluster) : IDisposable
{
    private readonly HttpClient _http = new() { Timeout = TimeSpan.FromSeconds(3) };
    private readonly List<HealthNote> _notes = [];

    public IReadOnlyList<HealthNote> Notes
    {
        get
        {
            lock (_notes)
            {
                return [.. _notes];
            }
        }
    }

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        try
        {
            while (true)
            {
                await Task.WhenAll(cluster.Up().Select(life => LookAsync(life, cancellationToken)));
                await Wall.Delay(500, cancellationToken);
            }
        }
        catch (OperationCanceledException)
        {
            // The run is over.
        }
    }

    public void Dispose() => _http.Dispose();

    private async Task LookAsync(SiloLife life, CancellationToken cancellationToken)
    {
        try
        {
            var use = ProcessUse.Of(life.Process.Id);
            (life.First, life.Most) = (life.First ?? use, life.Most.Max(use));
            using var live = await _http.GetAsync(new Uri(life.Ready!.HttpUrl, "/health/live"), cancellationToken);
            using var ready = await _http.GetAsync(new Uri(life.Ready!.HttpUrl, "/health/ready"), cancellationToken);
            var text = await ready.Content.ReadAsStringAsync(cancellationToken);
            lock (_notes)
            {
                _notes.Add(new HealthNote(Wall.Now, life.Address!, live.IsSuccessStatusCode, ready.IsSuccessStatusCode, text));
            }
        }
        catch (Exception gone) when (gone is HttpRequestException or IOException or SocketException || (gone is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            // It has just died, or is paused: what a silo does not say is not held against it here.
        }
    }
}
