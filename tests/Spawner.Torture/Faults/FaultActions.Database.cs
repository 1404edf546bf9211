using System.Globalization;
using Npgsql;
using Spawner.Torture.Processes;

namespace Spawner.Torture.Faults;

/// <summary>What is done to the database, and to the way there.</summary>
internal sealed partial class FaultActions
{
    private Database Server => cluster.Database!;

    private TimeSpan Briefly => TimeSpan.FromMilliseconds(random.Next(200, 1200));

    private static async Task WeatherAsync(IReadOnlyList<SiloSlot> slots, Weather weather, TimeSpan time, CancellationToken cancellationToken)
    {
        foreach (var slot in slots)
        {
            slot.Proxy!.Set(weather);
        }

        await Wall.Delay(time, cancellationToken);
        foreach (var slot in slots)
        {
            slot.Proxy!.Set(Weather.Clear);
        }
    }

    private async Task DatabaseAsync(Action end, TimeSpan away, CancellationToken cancellationToken)
    {
        end();
        await Wall.Delay(away, cancellationToken);
        await Server.StartAsync(cancellationToken);
        fault.Note = string.Create(CultureInfo.InvariantCulture, $"away for {Wall.Now - fault.At} ms");
    }

    private async Task SlowAsync(CancellationToken cancellationToken)
    {
        var delay = TimeSpan.FromMilliseconds(random.Next(200, 800));
        fault.Note = string.Create(CultureInfo.InvariantCulture, $"by {delay.TotalMilliseconds} ms each way");
        cluster.Slots.ForEach(slot => slot.Proxy!.Set(Weather.Slow, delay));
        await Wall.Delay(3000, cancellationToken);
        cluster.Slots.ForEach(slot => slot.Proxy!.Set(Weather.Clear));
    }

    private async Task LockAsync(CancellationToken cancellationToken)
    {
        await using var connection = new NpgsqlConnection(Server.ConnectionString + ";Pooling=false");
        await connection.OpenAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await using var command = new NpgsqlCommand("LOCK TABLE spawner.live IN ACCESS EXCLUSIVE MODE", connection, transaction);
        await command.ExecuteNonQueryAsync(cancellationToken);
        await Wall.Delay(random.Next(1000, 3000), cancellationToken);
        await transaction.RollbackAsync(cancellationToken);
    }

    /// <summary>Takes all connections that the server has left, and then has the silos ask for new ones.</summary>
    private async Task ConnectionsAsync(CancellationToken cancellationToken)
    {
        List<NpgsqlConnection> taken = [];
        try
        {
            while (await TryConnectAsync(cancellationToken) is { } connection)
            {
                taken.Add(connection);
            }

            fault.Note = string.Create(CultureInfo.InvariantCulture, $"{taken.Count} connections");
            await WeatherAsync(cluster.Slots, Weather.Closed, TimeSpan.FromMilliseconds(100), cancellationToken);
            await Wall.Delay(settings.Lease * 0.4, cancellationToken);
        }
        finally
        {
            await Task.WhenAll(taken.Select(connection => connection.DisposeAsync().AsTask()));
        }
    }

    /// <returns><see langword="null"/> if the server has none left.</returns>
    private async Task<NpgsqlConnection?> TryConnectAsync(CancellationToken cancellationToken)
    {
        var connection = new NpgsqlConnection(Server.ConnectionString + ";Pooling=false");
        try
        {
            await connection.OpenAsync(cancellationToken);
            return connection;
        }
        catch (PostgresException refused) when (refused.SqlState == PostgresErrorCodes.TooManyConnections)
        {
            await connection.DisposeAsync();
            return null;
        }
    }

    private async Task AnswersLostAsync(TimeSpan time, CancellationToken cancellationToken)
    {
        var before = cluster.Slots.Sum(slot => slot.Proxy!.Lost);
        await WeatherAsync(cluster.Slots, Weather.AnswersLost, time, cancellationToken);
        fault.Note += string.Create(CultureInfo.InvariantCulture, $" {cluster.Slots.Sum(slot => slot.Proxy!.Lost) - before} answers lost");
    }

    private async Task KillAndAnswersLostAsync(CancellationToken cancellationToken)
    {
        Kill();
        await AnswersLostAsync(TimeSpan.FromSeconds(3), cancellationToken);
    }
}
