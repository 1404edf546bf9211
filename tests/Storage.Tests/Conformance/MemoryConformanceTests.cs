namespace Spawner.Storage.Tests.Conformance;

public sealed class MemoryConformanceTests : TaskStoreConformance
{
    private protected override Task<StoreUnderTest> CreateAsync() => Stores.MemoryAsync();
}
