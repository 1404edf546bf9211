using System.Collections.Concurrent;
using System.Security.Cryptography;

namespace Spawner.Api.Access.Keys;

/// <summary>The keys of the file, as of a second ago at most: a key that is revoked at one silo is refused by all that share its file.</summary>
internal sealed class KeyRing(IOptions<SpawnerApiOptions> options, TimeProvider clock) : ITokenSource, IDisposable
{
    private static readonly TimeSpan LongestAge = TimeSpan.FromSeconds(1);

    // A key that is used all the time changes the file once a minute.
    private static readonly TimeSpan UsePrecision = TimeSpan.FromMinutes(1);

    private readonly KeyFile? _file = options.Value.KeysFile is { } path ? new KeyFile(path, clock) : null;
    private readonly ConcurrentDictionary<string, DateTimeOffset> _used = new();
    private readonly SemaphoreSlim _reading = new(1);
    private volatile Content _content = new(default, [], []);
    private long _lookedAt = long.MinValue;

    private sealed record Content((DateTime, long) Mark, IReadOnlyList<KeyRecord> Keys, ILookup<string, KeyRecord> ByPrefix)
    {
        public Content((DateTime, long) mark, IReadOnlyList<KeyRecord> keys, IReadOnlyList<KeyRecord> looked)
            : this(mark, keys, looked.ToLookup(key => key.Prefix))
        {
        }
    }

    /// <summary>Whether there is a file to keep keys in.</summary>
    public bool IsKept => _file is not null;

    public async ValueTask<SpawnerCredential?> FindAsync(string token, CancellationToken cancellationToken)
    {
        if (_file is null)
        {
            return null;
        }

        await LookAsync(cancellationToken);
        var hash = KeyText.HashOf(token);
        var now = clock.GetUtcNow();
        KeyRecord? found = null;
        foreach (var key in _content.ByPrefix[KeyText.PrefixOf(token)])
        {
            if (CryptographicOperations.FixedTimeEquals(key.HashBytes, hash))
            {
                found = key;
            }
        }

        if (found is null || found.HasExpired(now))
        {
            return null;
        }

        if (now - (LastUseOf(found) ?? default) >= UsePrecision)
        {
            _used[found.Id] = now;
        }

        return found.ToCredential();
    }

    /// <summary>All keys of a namespace, or of all, with what is known of their last use.</summary>
    public async Task<IReadOnlyList<KeyRecord>> ListAsync(CancellationToken cancellationToken)
    {
        await LookAsync(cancellationToken);
        return [.. _content.Keys.Select(key => key with { LastUsedAt = LastUseOf(key) })];
    }

    public Task AddAsync(KeyRecord key, CancellationToken cancellationToken) => ChangeAsync(keys => [.. keys, key], cancellationToken);

    /// <returns>Whether there was one that may be revoked.</returns>
    public async Task<bool> RevokeAsync(string id, Func<KeyRecord, bool> mayBe, CancellationToken cancellationToken)
    {
        var found = false;
        await ChangeAsync(
            keys =>
            {
                found = keys.Any(key => key.Id == id && mayBe(key));
                return found ? [.. keys.Where(key => key.Id != id)] : null;
            },
            cancellationToken);
        return found;
    }

    /// <summary>Writes down when keys were last used.</summary>
    /// <returns>How many keys.</returns>
    public async Task<int> RecordUsesAsync(CancellationToken cancellationToken)
    {
        if (_file is null || _used.IsEmpty)
        {
            return 0;
        }

        var uses = _used.ToArray();
        await ChangeAsync(keys => [.. keys.Select(key => key with { LastUsedAt = LastUseOf(key) })], cancellationToken);
        foreach (var use in uses)
        {
            _used.TryRemove(use);
        }

        return uses.Length;
    }

    public void Dispose() => _reading.Dispose();

    private DateTimeOffset? LastUseOf(KeyRecord key) => _used.TryGetValue(key.Id, out var used) && !(key.LastUsedAt > used) ? used : key.LastUsedAt;

    private async Task ChangeAsync(Func<IReadOnlyList<KeyRecord>, IReadOnlyList<KeyRecord>?> change, CancellationToken cancellationToken)
    {
        await _file!.ChangeAsync(change, cancellationToken);
        Volatile.Write(ref _lookedAt, long.MinValue);
    }

    private async ValueTask LookAsync(CancellationToken cancellationToken)
    {
        if (IsFresh())
        {
            return;
        }

        await _reading.WaitAsync(cancellationToken);
        try
        {
            if (IsFresh())
            {
                return;
            }

            var mark = _file!.Mark;
            if (mark != _content.Mark)
            {
                var keys = await _file.ReadAsync(cancellationToken);
                _content = new Content(mark, keys, keys);
            }

            Volatile.Write(ref _lookedAt, clock.GetTimestamp());
        }
        finally
        {
            _reading.Release();
        }
    }

    private bool IsFresh() => Volatile.Read(ref _lookedAt) is var at and not long.MinValue && clock.GetElapsedTime(at) < LongestAge;
}
