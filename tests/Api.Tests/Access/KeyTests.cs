using System.Net;
using Spawner.Api.Tests.Running;

namespace Spawner.Api.Tests.Access;

public sealed class KeyTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Key_WorksFromItsMakingToItsRevocation()
    {
        await using var silo = await ApiSilo.StartAsync(("Spawner:Api:KeysFile", KeysFile(out var file)));
        var local = silo.Client((await File.ReadAllTextAsync(silo.TokenFile, Cancel)).Trim());

        var made = await local.PostAsync("keys", """{"name":"ci","namespace":"builds","role":"submitter","scopes":["spawn:test.*"]}""", HttpStatusCode.Created);
        var secret = made.GetProperty("key").GetString()!;
        var self = await silo.Client(secret).ReadAsync("me");
        var listed = Assert.Single((await local.ReadAsync("keys")).GetProperty("keys").EnumerateArray());
        await local.AskAsync(HttpMethod.Delete, $"keys/{made.GetProperty("id").GetString()}", expected: HttpStatusCode.NoContent);

        Assert.Equal(("ci", "builds"), (self.GetProperty("name").GetString(), self.GetProperty("namespace").GetString()));
        Assert.False(listed.TryGetProperty("key", out _));
        Assert.True(listed.TryGetProperty("lastUsedAt", out _));
        Assert.DoesNotContain(secret, await File.ReadAllTextAsync(file, Cancel), StringComparison.Ordinal);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, ModeOf(file));
        await silo.Client(secret).RefusedAsync(HttpMethod.Get, "me", null, HttpStatusCode.Unauthorized, "unauthenticated");
    }

    [Fact]
    public async Task Key_OfAnotherNamespace_IsMadeAndSeenByThoseWithTheScopeOnly()
    {
        await using var silo = await ApiSilo.StartAsync(("Spawner:Api:KeysFile", KeysFile(out _)));
        var all = silo.As(SpawnerRoles.Admin, scopes: SpawnerScopes.AllNamespaces);
        var one = silo.As(SpawnerRoles.Admin);
        var other = await all.PostAsync("keys", """{"name":"there","namespace":"other","role":"admin"}""", HttpStatusCode.Created);

        await one.RefusedAsync(HttpMethod.Post, "keys", """{"name":"there","namespace":"other","role":"admin"}""", HttpStatusCode.Forbidden, "forbidden");
        await one.RefusedAsync(HttpMethod.Post, "keys", """{"name":"here","role":"admin","scopes":["namespaces:all"]}""", HttpStatusCode.Forbidden, "forbidden");
        await one.RefusedAsync(HttpMethod.Delete, $"keys/{other.GetProperty("id").GetString()}", null, HttpStatusCode.NotFound, "not-found");
        Assert.Equal(0, (await one.ReadAsync("keys")).GetProperty("keys").GetArrayLength());
        Assert.Equal(1, (await all.ReadAsync("keys")).GetProperty("keys").GetArrayLength());
    }

    [Fact]
    [System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
    public async Task TokenFile_IsMadeOnceAndReadableByItsOwnerOnly()
    {
        var path = Path.Combine(Directory.CreateTempSubdirectory("spawner-token-").FullName, "below", "api-token");

        var made = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => Spawner.Api.Access.TokenFile.ReadOrCreate(path), Cancel)));

        Assert.Single(made.Select(one => one.Token).Distinct());
        Assert.Single(made, one => one.IsNew);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, ModeOf(path));
        Assert.Single(Directory.GetFiles(Path.GetDirectoryName(path)!));
        new FileInfo(path).UnixFileMode = UnixFileMode.UserRead | UnixFileMode.OtherRead;
        Assert.Contains("may be read or changed by others", Assert.Throws<IOException>(() => Spawner.Api.Access.TokenFile.ReadOrCreate(path)).Message, StringComparison.Ordinal);
    }

    private static UnixFileMode ModeOf(string path) => new FileInfo(path).UnixFileMode;

    private static string KeysFile(out string file) => file = Path.Combine(Directory.CreateTempSubdirectory("spawner-keys-").FullName, "keys.json");
}
