using Npgsql;

namespace Spawner.Storage.PostgreSql.Commits;

/// <summary>Writes of one sort within a commit: statements, and what they tell.</summary>
internal interface ICommitStep
{
    /// <summary>Appends the statements.</summary>
    void AddTo(Statements statements, OwnerNumber owner);

    /// <summary>Reads what they tell; the reader stands at the first of them, and is left at the first of the next step.</summary>
    Task ReadAsync(NpgsqlDataReader reader, CancellationToken cancellationToken);
}

/// <summary>Writes about tasks that are kept already: one statement that tells the ids of those that it has written.</summary>
internal abstract class CommitStep<T>(IReadOnlyList<T> writes, Func<T, Guid> idOf) : ICommitStep
{
    private readonly HashSet<Guid> written = [];

    /// <summary>Sorted by id, so that rows are locked in one order.</summary>
    protected IReadOnlyList<T> Sorted { get; } = [.. writes.OrderBy(idOf)];

    /// <summary>Those that were not written now.</summary>
    public IEnumerable<Guid> Refused => writes.Select(idOf).Where(id => !written.Contains(id));

    public abstract void AddTo(Statements statements, OwnerNumber owner);

    public async Task ReadAsync(NpgsqlDataReader reader, CancellationToken cancellationToken)
    {
        while (await reader.ReadAsync(cancellationToken))
        {
            written.Add(reader.GetGuid(0));
        }

        await reader.NextResultAsync(cancellationToken);
    }

    /// <summary>Whether each stands, in order.</summary>
    public bool[] Reply(OwnerNumber owner, StandingTasks standing) =>
        [.. writes.Select(write => written.Contains(idOf(write)) || (standing.Find(idOf(write)) is { } task && Stands(owner, write, task)))];

    /// <summary>Whether a task is as this write would have left it: it was made before, and is repeated.</summary>
    protected abstract bool Stands(OwnerNumber owner, T write, StandingTask task);
}
