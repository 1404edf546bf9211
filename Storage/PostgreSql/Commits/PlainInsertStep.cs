using Npgsql;

namespace Spawner.Storage.PostgreSql.Commits;

/// <summary>New tasks without a key.</summary>
internal sealed class PlainInsertStep(IReadOnlyList<TaskInsert> inserts) : InsertStep(inserts)
{
    public override void AddTo(Statements statements, OwnerNumber owner) => NewTasks.AddPlain(statements, owner.Value, ToRows());

    public override async Task ReadAsync(NpgsqlDataReader reader, CancellationToken cancellationToken)
    {
        while (await reader.ReadAsync(cancellationToken))
        {
            Inserted.Add(reader.GetGuid(0));
        }

        await reader.NextResultAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            Inserted.Remove(reader.GetGuid(0));
        }

        await reader.NextResultAsync(cancellationToken);
    }
}
