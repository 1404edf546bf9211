using Spawner.Tests;

[assembly: AssemblyFixture(typeof(PostgreSqlServer))]
