using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using Spawner.Api.Access;
using Spawner.Api.Access.Keys;

namespace Spawner.Api.Tests.Access;

public sealed class KeyRingTests : IDisposable
{
    private readonly FakeTimeProvider _clock = new(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero));
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("spawner-ring-");
    private readonly List<KeyRing> _rings = [];

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Find_OfAKeyThatExpires_EndsThen()
    {
        var ring = CreateSut();
        var secret = await AddAsync(ring, expiresAt: _clock.GetUtcNow().AddMinutes(1));

        var before = await ring.FindAsync(secret, Cancel);
        _clock.Advance(TimeSpan.FromMinutes(1));

        Assert.Equal("one", before?.Name);
        Assert.Null(await ring.FindAsync(secret, Cancel));
    }

    [Fact]
    public async Task Find_OfAnotherKeyWithTheSamePrefix_IsNothing()
    {
        var ring = CreateSut();
        var secret = await AddAsync(ring);

        Assert.Null(await ring.FindAsync(secret[..^1] + (secret[^1] == 'A' ? 'E' : 'A'), Cancel));
    }

    [Fact]
    public async Task Revoke_AtOneOfTwo_IsKnownToTheOtherAfterASecond()
    {
        var (one, other) = (CreateSut(), CreateSut());
        var secret = await AddAsync(one);
        var before = await other.FindAsync(secret, Cancel);

        await one.RevokeAsync("id", _ => true, Cancel);
        _clock.Advance(TimeSpan.FromSeconds(1));

        Assert.NotNull(before);
        Assert.Null(await other.FindAsync(secret, Cancel));
    }

    [Fact]
    public async Task RecordUses_WritesDownTheLastUse()
    {
        var ring = CreateSut();
        await ring.FindAsync(await AddAsync(ring), Cancel);

        Assert.Equal(1, await ring.RecordUsesAsync(Cancel));

        Assert.Equal(_clock.GetUtcNow(), Assert.Single(await CreateSut().ListAsync(Cancel)).LastUsedAt);
        Assert.Equal(0, await ring.RecordUsesAsync(Cancel));
    }

    [Fact]
    public async Task Add_ByManyAtOnce_LosesNone()
    {
        var clock = TimeProvider.System;
        var rings = Enumerable.Range(0, 8).Select(_ => CreateSut(clock)).ToArray();

        await Task.WhenAll(rings.Select((ring, i) => Task.Run(() => AddAsync(ring, id: $"{i}"), Cancel)));

        Assert.Equal(8, (await CreateSut(clock).ListAsync(Cancel)).Count);
    }

    public void Dispose()
    {
        _rings.ForEach(ring => ring.Dispose());
        _folder.Delete(recursive: true);
    }

    private static async Task<string> AddAsync(KeyRing ring, DateTimeOffset? expiresAt = null, string id = "id")
    {
        var secret = KeyText.Create();
        await ring.AddAsync(
            new KeyRecord
            {
                Id = id,
                Name = "one",
                Namespace = "default",
                Role = "viewer",
                Prefix = KeyText.PrefixOf(secret),
                Hash = Convert.ToBase64String(KeyText.HashOf(secret)),
                CreatedAt = DateTimeOffset.UnixEpoch,
                ExpiresAt = expiresAt,
            },
            Cancel);
        return secret;
    }

    private KeyRing CreateSut(TimeProvider? clock = null)
    {
        var ring = new KeyRing(Options.Create(new SpawnerApiOptions { KeysFile = Path.Combine(_folder.FullName, "keys.json") }), clock ?? _clock);
        _rings.Add(ring);
        return ring;
    }
}
