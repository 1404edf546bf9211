namespace Spawner.Tests;

/// <content>Tests use it as an assembly fixture.</content>
public sealed partial class PostgreSqlServer : IAsyncLifetime;
