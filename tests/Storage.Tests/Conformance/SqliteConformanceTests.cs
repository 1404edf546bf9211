namespace Spawner.Storage.Tests.Conformance;

public sealed class SqliteConformanceTests : TaskStoreConformance
{
    private protected override Task<StoreUnderTest> CreateAsync() => Stores.SqliteAsync();
}
