using System.Runtime.InteropServices;
using Npgsql;
using NpgsqlTypes;

namespace Spawner.Storage.PostgreSql;

/// <summary>Statements that are sent together: one round trip, one transaction.</summary>
internal sealed class Statements(NpgsqlConnection connection) : IAsyncDisposable
{
    private readonly NpgsqlBatch batch = connection.CreateBatch();

    /// <summary>Appends a statement; its parameters are $1, $2, ….</summary>
    public Statement Add(string sql)
    {
        var command = batch.CreateBatchCommand();
#pragma warning disable CA2100 // Statements are constants, or made of constants.
        command.CommandText = sql;
#pragma warning restore CA2100
        batch.BatchCommands.Add(command);
        return new(command);
    }

    public Task<NpgsqlDataReader> ReadAsync(CancellationToken cancellationToken) => batch.ExecuteReaderAsync(cancellationToken);

    public Task<int> ExecuteAsync(CancellationToken cancellationToken) => batch.ExecuteNonQueryAsync(cancellationToken);

    public ValueTask DisposeAsync() => batch.DisposeAsync();
}

/// <summary>One statement, to which parameters are given in order.</summary>
internal readonly partial struct Statement(NpgsqlBatchCommand command)
{
    public Statement With<T>(T value)
    {
        command.Parameters.Add(new NpgsqlParameter<T> { TypedValue = value });
        return this;
    }

    /// <summary>A parameter whose type its value does not tell: it may be null, or text that is JSON.</summary>
    public Statement With(object? value, NpgsqlDbType type)
    {
        command.Parameters.Add(new NpgsqlParameter { Value = value ?? DBNull.Value, NpgsqlDbType = type });
        return this;
    }

    public Statement WithTexts<T>(IReadOnlyList<T> items, Func<T, string?> text) => With(Array(items, text), NpgsqlDbType.Array | NpgsqlDbType.Text);

    public Statement WithJson<T>(IReadOnlyList<T> items, Func<T, string?> text) => With(Array(items, text), NpgsqlDbType.Array | NpgsqlDbType.Jsonb);

    public Statement WithBytes<T>(IReadOnlyList<T> items, Func<T, ReadOnlyMemory<byte>?> bytes) =>
        With(Array(items, item => ToArray(bytes(item))), NpgsqlDbType.Array | NpgsqlDbType.Bytea);

    public Statement WithAll<T, TValue>(IReadOnlyList<T> items, Func<T, TValue> value) => With(Array(items, value));

    /// <summary>Ids, and the first and the last of them: with these the partitions are told apart before any is read.</summary>
    public Statement WithIds(IReadOnlyList<Guid> ids) => With(ids as Guid[] ?? [.. ids]).With(ids.Min()).With(ids.Max());

    public static byte[]? ToArray(ReadOnlyMemory<byte>? bytes) => bytes is not { } some
        ? null
        : MemoryMarshal.TryGetArray(some, out var segment) && segment.Array is { } whole && whole.Length == segment.Count ? whole : some.ToArray();

    private static TValue[] Array<T, TValue>(IReadOnlyList<T> items, Func<T, TValue> value)
    {
        var values = new TValue[items.Count];
        for (var i = 0; i < values.Length; i++)
        {
            values[i] = value(items[i]);
        }

        return values;
    }
}
