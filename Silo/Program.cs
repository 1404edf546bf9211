using Spawner.Silo;

return await SpawnerHost.RunAsync(args);
