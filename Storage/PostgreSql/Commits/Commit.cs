using Npgsql;

namespace Spawner.Storage.PostgreSql.Commits;

/// <summary>
/// One commit of an owner: 1 its lease is held, 2 tasks are inserted, 3 what it says about its tasks is written, all in one
/// round trip; 4 what was refused is explained in further ones, which are rare.
/// </summary>
internal sealed class Commit
{
    private readonly OwnerNumber owner;
    private readonly List<ICommitStep> steps = [];
    private readonly TaskWrites writes;
    private readonly PlainInsertStep? plainInserts;
    private readonly KeyedInsertStep? keyedInserts;
    private readonly StartStep? starts;
    private readonly EndStep? endings;
    private readonly PutBackStep? putBacks;
    private readonly HandOverStep? handOvers;
    private readonly NoteStep? notes;

    public Commit(OwnerNumber owner, TaskWrites writes)
    {
        (this.owner, this.writes) = (owner, writes);
        var inserts = writes.Inserts.ToLookup(insert => insert.Definition.Key is null);
        plainInserts = Step<TaskInsert, PlainInsertStep>([.. inserts[true]], of => new PlainInsertStep(of));
        keyedInserts = Step<TaskInsert, KeyedInsertStep>([.. inserts[false]], of => new KeyedInsertStep(of));
        starts = Step(writes.Starts, of => new StartStep(of));
        endings = Step(writes.Endings, of => new EndStep(of));
        putBacks = Step(writes.PutBacks, of => new PutBackStep(of));
        handOvers = Step(writes.HandOvers, of => new HandOverStep(of));
        notes = Step(writes.Notes, of => new NoteStep(of));
    }

    /// <param name="connection">The connection.</param>
    /// <param name="foldsTally">Whether this commit also makes one of many rows of the tally.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<CommitReply> RunAsync(NpgsqlConnection connection, bool foldsTally, CancellationToken cancellationToken)
    {
        await WriteAsync(connection, foldsTally, cancellationToken);
        var standing = await StandingTasks.ReadAsync(
            connection,
            [.. (starts?.Refused ?? []).Concat(endings?.Refused ?? []).Concat(putBacks?.Refused ?? []).Concat(handOvers?.Refused ?? [])],
            cancellationToken);
        return new()
        {
            Inserts = await ExplainInsertsAsync(connection, cancellationToken),
            Starts = starts?.Reply(owner, standing) ?? [],
            Endings = endings?.Reply(owner, standing) ?? [],
            PutBacks = putBacks?.Reply(owner, standing) ?? [],
            HandOvers = handOvers?.Reply(owner, standing) ?? [],
            Notes = notes?.Reply(owner, standing) ?? [],
        };
    }

    private TStep? Step<TWrite, TStep>(IReadOnlyList<TWrite> writes, Func<IReadOnlyList<TWrite>, TStep> make)
        where TStep : class, ICommitStep
    {
        if (writes.Count == 0)
        {
            return null;
        }

        var step = make(writes);
        steps.Add(step);
        return step;
    }

    private async Task WriteAsync(NpgsqlConnection connection, bool foldsTally, CancellationToken cancellationToken)
    {
        await using var statements = new Statements(connection);
        statements.Add(Leases.HoldSql).With(owner);
        foreach (var step in steps)
        {
            step.AddTo(statements, owner);
        }

        if (foldsTally)
        {
            statements.Add(Tally.FoldSql);
        }

        await using var reader = await statements.ReadAsync(cancellationToken);
        await reader.NextResultAsync(cancellationToken);
        foreach (var step in steps)
        {
            await step.ReadAsync(reader, cancellationToken);
        }

        // Not before the last statement has been answered is the transaction committed.
        while (await reader.NextResultAsync(cancellationToken))
        {
        }
    }

    private async Task<InsertReply[]> ExplainInsertsAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        var cancelled = keyedInserts?.Cancelled ?? new Dictionary<Guid, Guid>();
        TaskInsert[] refused = [.. plainInserts?.Refused ?? [], .. keyedInserts?.Refused ?? []];
        var byId = await TaskReads.FindAsync(connection, [.. refused.Select(insert => insert.Definition.Unique), .. cancelled.Values], cancellationToken);
        TaskDefinition[] keyed = [.. refused.Select(insert => insert.Definition).Where(definition => definition.Key is not null && !byId.ContainsKey(definition.Unique))];
        var byKey = await TaskReads.FindByKeyAsync(connection, keyed, cancellationToken);
        return [.. writes.Inserts.Select(insert => Explain(insert, cancelled, byId, byKey))];
    }

    private InsertReply Explain(
        TaskInsert insert,
        IReadOnlyDictionary<Guid, Guid> cancelled,
        IReadOnlyDictionary<Guid, StoredTask> byId,
        ILookup<(string Namespace, string? Key), StoredTask> byKey)
    {
        var definition = insert.Definition;
        InsertStep step = definition.Key is null ? plainInserts! : keyedInserts!;
        if (step.HasInserted(insert))
        {
            return new(InsertOutcome.Inserted, cancelled.TryGetValue(definition.Unique, out var other) ? byId.GetValueOrDefault(other) : null);
        }

        return definition.Key is not { } key || byId.ContainsKey(definition.Unique)
            ? new(InsertOutcome.Known, byId.GetValueOrDefault(definition.Unique))
            : new(InsertOutcome.KeyTaken, byKey[(definition.Namespace, key.Text)].FirstOrDefault());
    }
}
