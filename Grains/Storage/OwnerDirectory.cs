using System.Collections.Concurrent;

namespace Spawner.Grains.Storage;

/// <summary>Which number the store knows a live silo by. A number lasts as long as the silo's lease, so it is asked for once, and again where it is refused.</summary>
internal sealed class OwnerDirectory(ITaskStore? store = null)
{
    private readonly ConcurrentDictionary<string, OwnerNumber> _numbers = new();

    /// <returns><see langword="null"/> if it owns nothing, and cannot.</returns>
    public async ValueTask<OwnerNumber?> FindAsync(SiloAddress silo, CancellationToken cancellationToken)
    {
        var text = silo.ToParsableString();
        if (_numbers.TryGetValue(text, out var number))
        {
            return number;
        }

        if (store is null)
        {
            return null;
        }

        foreach (var owner in (await store.ListOwnersAsync(cancellationToken)).Where(owner => !owner.HasEnded))
        {
            _numbers[owner.Silo] = owner.Number;
        }

        return _numbers.TryGetValue(text, out number) ? number : null;
    }

    public void Forget(SiloAddress silo) => _numbers.TryRemove(silo.ToParsableString(), out _);
}
