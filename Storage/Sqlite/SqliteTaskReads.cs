namespace Spawner.Storage.Sqlite;

/// <summary>Tasks as they stand.</summary>
internal static class SqliteTaskReads
{
    private const string Select = $"SELECT {SqliteTaskRow.Columns} FROM {SqliteTaskRow.From}";

    public static StoredTask? Find(SqliteSession session, Guid task) =>
        session.Query($"{Select} WHERE t.id = ?1", SqliteTaskRow.Read, SqliteTaskRow.Id(task)).FirstOrDefault();

    public static StoredTask[] Owned(SqliteSession session, OwnerNumber owner, Guid after, int most) =>
    [
        .. session.Query(
            $"{Select} WHERE t.owner = ?1 AND t.owner <> 0 AND t.id > ?2 ORDER BY t.id LIMIT ?3", SqliteTaskRow.Read, owner.Value, SqliteTaskRow.Id(after), most),
    ];

    public static TaskOutput Output(SqliteSession session, Guid task, long from, int most)
    {
        var id = SqliteTaskRow.Id(task);
        var end = session.Scalar<long>("SELECT output_end FROM task WHERE id = ?1", id);
        var part = new OutputPart(from, most);
        var pieces = session.Query(
            "SELECT starts_at, bytes FROM output WHERE task = ?1 AND starts_at + length(bytes) > ?2 ORDER BY starts_at",
            row => (Position: row.GetInt64(0), Bytes: row.GetFieldValue<byte[]>(1)),
            id,
            Math.Max(from, end - OutputLimit.Bytes));
        foreach (var piece in pieces.TakeWhile(_ => !part.IsFull))
        {
            part.Add(piece.Position, piece.Bytes, end);
        }

        return part.ToOutput();
    }
}
