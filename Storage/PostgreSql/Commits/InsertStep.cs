using Npgsql;

namespace Spawner.Storage.PostgreSql.Commits;

/// <summary>New tasks of one sort, and which of them went in.</summary>
internal abstract class InsertStep(IReadOnlyList<TaskInsert> inserts) : ICommitStep
{
    /// <summary>Those that were not inserted: a task has their id, or holds their key.</summary>
    public IEnumerable<TaskInsert> Refused => inserts.Where(insert => !Inserted.Contains(insert.Definition.Unique));

    protected HashSet<Guid> Inserted { get; } = [];

    public abstract void AddTo(Statements statements, OwnerNumber owner);

    public abstract Task ReadAsync(NpgsqlDataReader reader, CancellationToken cancellationToken);

    public bool HasInserted(TaskInsert insert) => Inserted.Contains(insert.Definition.Unique);

    protected NewTask[] ToRows() =>
    [
        .. inserts.Select(insert => new NewTask(
            insert.Definition.Unique,
            insert.Definition.Namespace,
            insert.Definition.Submitter,
            insert.Definition.Kind,
            insert.Definition.Name,
            TagText.Write(insert.Definition.Tags),
            insert.Definition.Key?.Text,
            insert.Definition.Key?.Period,
            insert.Definition.Key is { } key ? (short)KeyKept.Of(key) : null,
            insert.Definition.Settings,
            insert.Definition.Input,
            insert.IsOwned,
            insert.Delay,
            insert.Expiry,
            insert.OnConflict == KeyConflict.Replace)),
    ];
}
