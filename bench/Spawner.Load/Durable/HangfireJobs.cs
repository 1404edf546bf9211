using System.Diagnostics;
using Hangfire;
using Hangfire.PostgreSql;
using Hangfire.PostgreSql.Factories;
using Spawner.Load.Measuring;
using Spawner.Load.Scenarios;

namespace Spawner.Load.Durable;

/// <summary>
/// Hangfire over PostgreSQL: a client and a server in this process, which spares it every hop. Some callers enqueue one job after
/// another while few enough are under way, so that the workers always find some.
/// </summary>
internal sealed class HangfireJobs(string connectionString, string name, Action<PostgreSqlStorageOptions> configure, int? workers = null)
{
    private const int Callers = 4;
    private const int MostUnderWay = 50;
    private static readonly SemaphoreSlim Room = new(MostUnderWay);
    private static int s_done;

    private readonly PostgreSqlStorage _storage = CreateStorage(connectionString, name, configure);

    /// <summary>The job. Hangfire calls it by its name.</summary>
    public static int Run(string input)
    {
        Interlocked.Increment(ref s_done);
        Room.Release();
        return input.Length;
    }

    public async Task<Work> RunAsync(TimeSpan window)
    {
        var options = new BackgroundJobServerOptions { ServerName = name };
        options.WorkerCount = workers ?? options.WorkerCount;
        using var server = new BackgroundJobServer(options, _storage);
        var client = new BackgroundJobClient(_storage);

        // Its workers are started one by one, and the first look of each may find nothing: that is no part of the rate.
        await EnqueueAsync(client, MostUnderWay);
        await DrainAsync();
        var before = Volatile.Read(ref s_done);
        var begin = Stopwatch.GetTimestamp();
        await Scenarios.Callers.RunAsync(Callers, window, async _ => await EnqueueAsync(client, 1));
        await DrainAsync();
        return new Work(s_done - before, [], Stopwatch.GetElapsedTime(begin));
    }

    private static PostgreSqlStorage CreateStorage(string connectionString, string name, Action<PostgreSqlStorageOptions> configure)
    {
        var options = new PostgreSqlStorageOptions { SchemaName = name };
        configure(options);
        return new PostgreSqlStorage(new NpgsqlConnectionFactory(connectionString, options), options);
    }

    private static async Task EnqueueAsync(BackgroundJobClient client, int count)
    {
        for (var i = 0; i < count; i++)
        {
            await Room.WaitAsync();
            client.Enqueue(() => Run(Payload.Text));
        }
    }

    private static async Task DrainAsync()
    {
        for (var i = 0; i < MostUnderWay; i++)
        {
            await Room.WaitAsync();
        }

        Room.Release(MostUnderWay);
    }
}
