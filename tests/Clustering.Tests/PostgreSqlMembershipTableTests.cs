using Spawner.Tests;

namespace Spawner.Clustering.Tests;

public sealed class PostgreSqlMembershipTableTests(PostgreSqlServer server) : MembershipTableConformance
{
    private protected override Task<TestDatabase> CreateDatabaseAsync() => TestDatabase.PostgreSqlAsync(server);
}
