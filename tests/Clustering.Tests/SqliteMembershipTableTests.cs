namespace Spawner.Clustering.Tests;

public sealed class SqliteMembershipTableTests : MembershipTableConformance
{
    private protected override Task<TestDatabase> CreateDatabaseAsync() => Task.FromResult(TestDatabase.Sqlite());
}
