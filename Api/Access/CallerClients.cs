using System.Collections.Concurrent;

namespace Spawner.Api.Access;

/// <summary>The process's one client in the name of each caller.</summary>
internal sealed class CallerClients(ISpawnerClient client)
{
    // They hold nothing and are made in no time: beyond so many all are forgotten rather than the oldest looked for.
    private const int Most = 10_000;

    private readonly ConcurrentDictionary<(string Namespace, string Name), ISpawnerClient> _clients = new();

    public ISpawnerClient For(SpawnerCredential caller)
    {
        if (_clients.TryGetValue((caller.Namespace, caller.Name), out var known))
        {
            return known;
        }

        if (_clients.Count >= Most)
        {
            _clients.Clear();
        }

        return _clients.GetOrAdd((caller.Namespace, caller.Name), static (key, shared) => shared.ForCaller(key.Namespace, key.Name), client);
    }
}
