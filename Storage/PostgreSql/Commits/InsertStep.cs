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
        .. inserts.Select(insert => new NewTask
        {
            Id = insert.Definition.Unique,
            Namespace = insert.Definition.Namespace,
            Submitter = insert.Definition.Submitter,
            Kind = insert.Definition.Kind,
            Name = insert.Definition.Name,
            Tags = TagText.Write(insert.Definition.Tags),
            Key = insert.Definition.Key?.Text,
            KeyPeriod = insert.Definition.Key?.Period,
            KeyKept = insert.Definition.Key is { } key ? KeyKept.Of(key.KeptWhenSucceeded, key.KeptWhenFailed) : null,
            Replaces = insert.OnConflict == KeyConflict.Replace,
            Settings = insert.Definition.Settings,
            Input = insert.Definition.Input,
            IsOwned = insert.IsOwned,
            Delay = insert.Delay,
            Expiry = insert.Expiry,
        }),
    ];
}
