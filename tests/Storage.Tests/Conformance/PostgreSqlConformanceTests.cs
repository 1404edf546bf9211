using Spawner.Tests;

namespace Spawner.Storage.Tests.Conformance;

public sealed class PostgreSqlConformanceTests(PostgreSqlServer server) : TaskStoreConformance
{
    private protected override Task<StoreUnderTest> CreateAsync() => Stores.PostgreSqlAsync(server);
}
