namespace Spawner.Api.Tests.Running;

/// <summary>One silo for all tests that do not change it.</summary>
public sealed class OneSilo : IAsyncLifetime
{
    public ApiSilo Silo { get; private set; } = null!;

    /// <summary>Its administrator, with the right to read payloads.</summary>
    public HttpClient Admin { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        Silo = await ApiSilo.StartAsync();
        Admin = Silo.As(SpawnerRoles.Admin, "admin", scopes: SpawnerScopes.ReadPayload);
    }

    public ValueTask DisposeAsync() => Silo.DisposeAsync();
}

[CollectionDefinition(Name)]
public sealed class UsesOneSilo : ICollectionFixture<OneSilo>
{
    public const string Name = "one silo";
}
