[assembly: AssemblyFixture(typeof(Spawner.Tests.PostgreSqlServer))]
