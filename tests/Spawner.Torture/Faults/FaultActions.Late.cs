using System.Text.Json;
using Npgsql;
using Spawner.Contracts;
using Spawner.Storage.PostgreSql;
using Spawner.Torture.Processes;

namespace Spawner.Torture.Faults;

/// <summary>Writes of a silo that was replaced.</summary>
internal sealed partial class FaultActions
{
    private const string OwnerSql = "SELECT max(number) FROM spawner.owner WHERE silo = $1";

    /// <summary>
    /// Writes, by the silo's own number, as it does with what it had on its way. Whether it has anything on its way when it is stopped
    /// is chance, and the fence is to be put to the test each time. What is taken shows up as a task that nobody has attempted.
    /// </summary>
    private async Task WriteLateAsync(SiloLife replaced, CancellationToken cancellationToken)
    {
        await using var source = NpgsqlDataSource.Create(Server.ConnectionString);
        await using var command = source.CreateCommand(OwnerSql);
        command.Parameters.Add(new NpgsqlParameter { Value = replaced.Address });
        var owner = new OwnerNumber((long)(await command.ExecuteScalarAsync(cancellationToken))!);
        await using var store = new PostgreSqlTaskStore(Server.ConnectionString, Wall.Clock);
        try
        {
            await store.CommitAsync(owner, new TaskWrites { Inserts = [new TaskInsert(LateTask(), IsOwned: true)] }, cancellationToken);
        }
        catch (LeaseLostException)
        {
            // As it must be; the server's log tells it, too.
        }
    }

    private static TaskDefinition LateTask() => new()
    {
        Unique = Guid.CreateVersion7(),
        Namespace = "default",
        Submitter = "late",
        Kind = Kinds.Short.Name,
        Input = JsonSerializer.SerializeToUtf8Bytes(new Work("written late", 1), JsonSerializerOptions.Web),
        Settings = TaskSettings.Of(new TaskTemplate { Kind = Kinds.Short.Name }, home: null).Write(),
    };
}
