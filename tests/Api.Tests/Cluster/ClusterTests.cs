using System.Net;
using System.Text.Json;
using Spawner.Api.Tests.Running;

namespace Spawner.Api.Tests.Cluster;

public sealed class ClusterTests
{
    [Fact]
    public async Task Silos_AreListedDrainedAndResumed()
    {
        await using var silo = await ApiSilo.StartAsync();
        var admin = silo.As(SpawnerRoles.Admin, scopes: SpawnerScopes.ReadPayload);

        var active = await StateAsync();
        await admin.PostAsync($"silos/{silo.Name}/drain", "", HttpStatusCode.Accepted);
        var draining = await StateAsync();
        await admin.PostAsync($"silos/{silo.Name}/resume", "", HttpStatusCode.Accepted);

        Assert.Equal(("active", "draining", "active"), (active, draining, await StateAsync()));
        Assert.Contains(silo.Name, await admin.RefusedAsync(HttpMethod.Post, "silos/nobody/drain", "", HttpStatusCode.NotFound, "unknown-silo"), StringComparison.Ordinal);

        async Task<string?> StateAsync() =>
            Assert.Single((await admin.ReadAsync("silos")).GetProperty("silos").EnumerateArray()).GetProperty("state").GetString();
    }

    [Fact]
    public async Task Kinds_AreListedPausedAndResumed()
    {
        await using var silo = await ApiSilo.StartAsync();
        var admin = silo.As(SpawnerRoles.Admin, scopes: SpawnerScopes.ReadPayload);

        await admin.PostAsync("kinds/test.echo/pause", "", HttpStatusCode.NoContent);
        var paused = await EchoAsync();
        await admin.PostAsync("kinds/test.echo/resume", "", HttpStatusCode.NoContent);
        var resumed = await EchoAsync();

        Assert.True(paused.GetProperty("paused").GetBoolean());
        Assert.False(resumed.GetProperty("paused").GetBoolean());
        Assert.Equal([silo.Name], resumed.GetProperty("silos").EnumerateArray().Select(one => one.GetString()));
        await admin.RefusedAsync(HttpMethod.Post, "kinds/misspelt/pause", "", HttpStatusCode.NotFound, "unknown-kind");

        async Task<JsonElement> EchoAsync() =>
            (await admin.ReadAsync("kinds")).GetProperty("kinds").EnumerateArray().Single(kind => kind.GetProperty("name").GetString() == "test.echo");
    }

    [Fact]
    public async Task AnyOfSeveralSilos_AnswersForATaskOfAnother()
    {
        var folder = Directory.CreateTempSubdirectory("spawner-api-cluster-");
        (string, string)[] settings = [("Spawner:Clustering:Provider", "Sqlite"), ("Spawner:Clustering:SqliteFile", Path.Combine(folder.FullName, "cluster.db")), ("Spawner:Storage:Provider", "Sqlite")];
        await using (var one = await ApiSilo.StartAsync(settings))
        await using (var other = await ApiSilo.StartAsync(settings))
        {
            var first = one.As(SpawnerRoles.Admin, "admin", scopes: SpawnerScopes.ReadPayload);
            var second = other.As(SpawnerRoles.Admin, "admin", scopes: SpawnerScopes.ReadPayload);
            var id = await first.SpawnAsync(TestKinds.Hold, "\"elsewhere\"", $$"""{"silo":"{{one.Name}}"}""");
            string? seen;
            await using (var events = await EventReader.OpenAsync(first, $"tasks/{id}/events"))
            {
                seen = (await events.NextAsync((name, data) => data.TryGetProperty("progress", out _))).Id;
            }

            await using var resumed = await EventReader.OpenAsync(second, $"tasks/{id}/events", seen);
            TestKinds.Open("elsewhere");

            Assert.Equal("end", (await resumed.NextAsync())?.Name);
            Assert.Equal("elsewhere", (await second.ReadAsync($"tasks/{id}/outcome?waitSeconds=30")).GetProperty("result").GetString());
            Assert.Equal(2, (await second.ReadAsync("silos")).GetProperty("silos").GetArrayLength());
        }

        folder.Delete(recursive: true);
    }

    [Fact]
    public async Task Placement_IsExplainedAndForetold()
    {
        await using var silo = await ApiSilo.StartAsync();
        var admin = silo.As(SpawnerRoles.Viewer);
        var submitter = silo.As(SpawnerRoles.Operator);
        var id = await submitter.SpawnAsync(TestKinds.Echo, "1");

        var next = await admin.ReadAsync("placement/explanation?kind=test.echo");
        var nobody = await admin.ReadAsync("placement/explanation?kind=nobody.runs.it");
        var forecast = await admin.ReadAsync("placement/forecast?kind=test.echo&count=10");
        var task = await admin.ReadAsync($"tasks/{id}/explanation");

        Assert.Equal(silo.Name, next.GetProperty("chosen").GetString());
        Assert.Equal("noCandidate", nobody.GetProperty("rule").GetString());
        Assert.Equal(10, Assert.Single(forecast.GetProperty("shares").EnumerateArray()).GetProperty("tasks").GetInt32());
        Assert.Equal(silo.Name, task.GetProperty("chosen").GetString());
    }
}
