using Npgsql;

namespace Spawner.Storage.PostgreSql.Commits;

/// <summary>New tasks with a key.</summary>
internal sealed class KeyedInsertStep(IReadOnlyList<TaskInsert> inserts) : InsertStep(inserts)
{
    private readonly Dictionary<Guid, Guid> cancelled = [];

    /// <summary>Ids of those that were cancelled, by the id of the new one.</summary>
    public IReadOnlyDictionary<Guid, Guid> Cancelled => cancelled;

    public override void AddTo(Statements statements, OwnerNumber owner) => NewTasks.AddKeyed(statements, owner.Value, ToRows(), isGuest: false);

    public override async Task ReadAsync(NpgsqlDataReader reader, CancellationToken cancellationToken)
    {
        while (await reader.ReadAsync(cancellationToken))
        {
            Inserted.Add(reader.GetGuid(0));
            if (!await reader.IsDBNullAsync(1, cancellationToken))
            {
                cancelled[reader.GetGuid(0)] = reader.GetGuid(1);
            }
        }

        await reader.NextResultAsync(cancellationToken);
    }
}
