using Microsoft.Extensions.DependencyInjection;
using Orleans.Hosting;
using Spawner.Storage.PostgreSql;
using Spawner.Storage.Sqlite;

namespace Spawner.Storage.Hosting;

/// <summary>Gives a silo a store for durable tasks.</summary>
public static class SiloStorageExtensions
{
    /// <summary>Keeps the durable tasks of this silo where <paramref name="options"/> say.</summary>
    /// <exception cref="ArgumentException">The options cannot be used; the message says why.</exception>
    /// <exception cref="TaskStoreException">The password file cannot be read.</exception>
    public static ISiloBuilder UseSpawnerStorage(this ISiloBuilder builder, TaskStoreOptions options)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(options);
        if (options.Validate().ToList() is { Count: > 0 } problems)
        {
            throw new ArgumentException(string.Join(Environment.NewLine, problems), nameof(options));
        }

        switch (options.Provider)
        {
            case StorageProvider.Memory:
                builder.Services.AddSingleton<ITaskStore, MemoryTaskStore>();
                break;
            case StorageProvider.Sqlite:
                builder.Services.AddSingleton<ITaskStore>(services => new SqliteTaskStore(options.SqliteFolder!, services.GetRequiredService<TimeProvider>()));
                break;
            case StorageProvider.PostgreSql:
                var connectionString = PostgreSqlSettings.WithPassword(options.PostgreSqlConnectionString!, options.PostgreSqlPasswordFile);
                builder.Services.AddSingleton<ITaskStore>(services =>
                    new PostgreSqlTaskStore(connectionString, services.GetRequiredService<TimeProvider>()));
                break;
        }

        return builder;
    }
}
