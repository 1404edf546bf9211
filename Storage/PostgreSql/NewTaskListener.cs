using Npgsql;

namespace Spawner.Storage.PostgreSql;

/// <summary>
/// Hears of tasks that programs have put in by themselves, on a connection of its own. While that is lost nothing is heard; it is
/// opened again, and what came meanwhile is told then.
/// </summary>
internal sealed class NewTaskListener(PostgreSqlConnections connections, TimeProvider clock)
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(30);

    public async Task RunAsync(Action arrived, CancellationToken cancellationToken)
    {
        try
        {
            for (var pause = FirstPause; ; pause = TimeSpan.FromTicks(Math.Min(2 * pause.Ticks, LongestPause.Ticks)))
            {
                if (await HearAsync(arrived, cancellationToken))
                {
                    pause = FirstPause;
                }

                await Task.Delay(pause, clock, cancellationToken);
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // The silo stops.
        }
    }

    /// <returns>Once the connection is lost: whether there was one.</returns>
    private async Task<bool> HearAsync(Action arrived, CancellationToken cancellationToken)
    {
        var isOpen = false;
        try
        {
            await using var connection = await connections.OpenToListenAsync(cancellationToken);
            isOpen = true;
            await ListenAsync(connection, arrived, cancellationToken);
        }
        catch (NpgsqlException)
        {
            // Whoever claims tasks meets the same trouble, and says so.
        }

        return isOpen;
    }

    private static async Task ListenAsync(NpgsqlConnection connection, Action arrived, CancellationToken cancellationToken)
    {
        connection.Notification += (_, _) => arrived();
        await using (var listen = connection.CreateCommand())
        {
            listen.CommandText = $"LISTEN {NewTasks.Channel}";
            await listen.ExecuteNonQueryAsync(cancellationToken);
        }

        arrived();
        while (true)
        {
            await connection.WaitAsync(cancellationToken);
        }
    }
}
