global using Spawner.Grains.Storage;
