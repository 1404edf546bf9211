using System.Net;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Spawner.Api.Tests.Running;

namespace Spawner.Api.Tests.Access;

/// <summary>A silo for those who are let in, and change it, and a task that has ended.</summary>
public sealed class GuardedSilo : IAsyncLifetime
{
    public const string Owner = "owner";

    public ApiSilo Silo { get; private set; } = null!;

    public string Task { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        Silo = await ApiSilo.StartAsync(("Spawner:Api:KeysFile", Path.Combine(Directory.CreateTempSubdirectory("spawner-keys-").FullName, "keys.json")));
        var owner = Silo.As(SpawnerRoles.Submitter, Owner);
        Task = await owner.SpawnAsync(TestKinds.Fail, "\"secret of the owner\"", """{"durable":true}""");
        await owner.ReadAsync($"tasks/{Task}/outcome?waitSeconds=30");
    }

    public ValueTask DisposeAsync() => Silo.DisposeAsync();
}

public sealed class EndpointAccessTests(GuardedSilo guarded) : IClassFixture<GuardedSilo>
{
    private static readonly SpawnerRoles[] Roles = [SpawnerRoles.None, SpawnerRoles.Viewer, SpawnerRoles.Submitter, SpawnerRoles.Operator, SpawnerRoles.Admin];

    public static TheoryData<string> Endpoints => [.. AccessTable.Rows.Keys];

    [Fact]
    public void Endpoints_OfTheSilo_AreAllInTheTable()
    {
        var found = guarded.Silo.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>().SelectMany(
            endpoint => endpoint.Metadata.GetMetadata<IHttpMethodMetadata>()?.HttpMethods ?? ["ANY"],
            (endpoint, method) => $"{method} {endpoint.RoutePattern.RawText?.TrimEnd('/')}");

        Assert.Equal(AccessTable.Rows.Keys.Concat(AccessTable.Open).Order(StringComparer.Ordinal), found.Order(StringComparer.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Endpoints))]
    public async Task Endpoint_WithoutACredentialThatIsKnown_Answers401(string endpoint)
    {
        string?[] tokens = [null, "spk_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", "eyJhbGciOiJub25lIn0.eyJzdWIiOiJhIiwicm9sZXMiOiJhZG1pbiJ9.", "x"];
        foreach (var token in tokens)
        {
            using var answer = await SendAsync(guarded.Silo.Client(token), endpoint);
            Assert.True(answer.StatusCode == HttpStatusCode.Unauthorized, $"{endpoint} with '{token}': {answer.StatusCode}");
        }
    }

    [Theory]
    [MemberData(nameof(Endpoints))]
    public async Task Endpoint_AnswersTheRolesOfTheTable(string endpoint)
    {
        foreach (var role in Roles)
        {
            using var answer = await SendAsync(guarded.Silo.As(role, GuardedSilo.Owner), endpoint);
            var isDenied = answer.StatusCode is HttpStatusCode.Forbidden or HttpStatusCode.Unauthorized;
            Assert.True(IsLetIn(endpoint, role) != isDenied, $"{endpoint} as {role}: {answer.StatusCode}");
        }
    }

    [Theory]
    [MemberData(nameof(Endpoints))]
    public async Task EndpointOfATask_InTheNameOfAnother_TellsNothing(string endpoint)
    {
        if (!AccessTable.IsOfTask(endpoint))
        {
            return;
        }

        foreach (var role in Roles.Skip(1))
        {
            using var elsewhere = await SendAsync(guarded.Silo.As(role, GuardedSilo.Owner, "other", SpawnerScopes.ReadPayload), endpoint);
            var isLetIn = IsLetIn(endpoint, role) || (endpoint.Contains("output", StringComparison.Ordinal) && role >= SpawnerRoles.Operator);
            Assert.True(
                elsewhere.StatusCode == (isLetIn ? HttpStatusCode.NotFound : HttpStatusCode.Forbidden),
                $"{endpoint} as {role} of another namespace: {elsewhere.StatusCode}");
        }

        using var other = await SendAsync(guarded.Silo.As(SpawnerRoles.Submitter, "another"), endpoint);
        await other.AssertProblemAsync(HttpStatusCode.Forbidden, "forbidden");
    }

    [Fact]
    public async Task Namespaces_SeeNothingOfEachOther()
    {
        var stranger = guarded.Silo.As(SpawnerRoles.Admin, GuardedSilo.Owner, "other", SpawnerScopes.ReadPayload);
        var ids = $$"""{"ids":["{{guarded.Task}}"]}""";

        var outcomes = await stranger.PostAsync("tasks/outcomes", ids);
        Assert.Equal("urn:spawner:problem:unknown-task", Assert.Single(outcomes.GetProperty("outcomes").EnumerateArray()).GetProperty("problem").GetProperty("type").GetString());
        Assert.Equal(0, (await stranger.ReadAsync("tasks")).GetProperty("tasks").GetArrayLength());
        foreach (var verb in (string[])["cancel", "retry", "discard"])
        {
            Assert.Equal(1, (await stranger.PostAsync($"tasks/{verb}", ids)).GetProperty("leftAlone").GetProperty("unknown").GetInt64());
        }
    }

    [Fact]
    public async Task FailureText_IsReadByThoseWhoMayOnly()
    {
        Assert.Equal("secret of the owner", await MessageAsync(guarded.Silo.As(SpawnerRoles.Submitter, GuardedSilo.Owner)));
        Assert.Equal("secret of the owner", await MessageAsync(guarded.Silo.As(SpawnerRoles.Operator, scopes: SpawnerScopes.ReadPayload)));
        foreach (var role in (SpawnerRoles[])[SpawnerRoles.Viewer, SpawnerRoles.Operator, SpawnerRoles.Admin])
        {
            var client = guarded.Silo.As(role);
            Assert.StartsWith("(hidden", await MessageAsync(client), StringComparison.Ordinal);
            foreach (var path in (string[])[$"tasks/{guarded.Task}/outcome", $"tasks/{guarded.Task}/events", "tasks?limit=200"])
            {
                using var answer = await client.SendAsync(HttpMethod.Get, path);
                Assert.DoesNotContain("secret of the owner", await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
            }

            await client.RefusedAsync(HttpMethod.Get, "tasks?failureText=secret", null, HttpStatusCode.Forbidden, "forbidden");
        }

        async Task<string?> MessageAsync(HttpClient client) =>
            (await client.ReadAsync($"tasks/{guarded.Task}")).GetProperty("failure").GetProperty("message").GetString();
    }

    [Fact]
    public async Task List_OfASubmitter_HasItsOwnTasksOnly()
    {
        var another = guarded.Silo.As(SpawnerRoles.Submitter, "lister");
        var own = await another.SpawnAsync(TestKinds.Echo, "1", """{"durable":true}""");

        var listed = (await another.ReadAsync("tasks?limit=200")).GetProperty("tasks").EnumerateArray().Select(task => task.GetProperty("id").GetString()![..32]);

        Assert.Equal([own[..32]], listed);
    }

    [Fact]
    public async Task Spawn_OfAKindThatNoScopeNames_IsForbidden()
    {
        var bound = guarded.Silo.As(SpawnerRoles.Submitter, "bound", scopes: "spawn:test.e*");

        await bound.SpawnAsync(TestKinds.Echo, "1");
        await bound.RefusedAsync(HttpMethod.Post, "tasks", """{"kind":"test.hold","input":"x"}""", HttpStatusCode.Forbidden, "forbidden");
        await bound.RefusedAsync(HttpMethod.Post, "tasks/batch", """{"kind":"test.hold","items":[{"input":"x"}]}""", HttpStatusCode.Forbidden, "forbidden");
    }

    private static bool IsLetIn(string endpoint, SpawnerRoles role) => role != SpawnerRoles.None && AccessTable.Rows[endpoint].Roles.HasFlag(role);

    private async Task<HttpResponseMessage> SendAsync(HttpClient client, string endpoint)
    {
        var (method, path, body) = AccessTable.RequestTo(endpoint, guarded.Task);
        return await client.SendAsync(method, path, body);
    }
}
