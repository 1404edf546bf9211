namespace Spawner.Storage.Sqlite;

/// <summary>What decides whether a write about a task is made, and what it changes.</summary>
internal readonly record struct TaskState(string Namespace, TaskPhase Phase, OwnerNumber Owner, OwnerNumber LastOwner, int Run, bool CancelRequested, long OutputEnd, int OutputNumber)
{
    private const string Sql = "SELECT namespace, phase, owner, last_owner, run, cancel_requested, output_end, output_number FROM task WHERE id = ?1";

    public bool IsLive => !Phase.IsTerminal();

    public static TaskState? Find(SqliteSession session, byte[] id)
    {
        var found = session.Query(
            Sql,
            row => new TaskState(
                row.GetString(0), (TaskPhase)row.GetInt32(1), new(row.GetInt64(2)), new(row.GetInt64(3)), row.GetInt32(4), row.GetBoolean(5), row.GetInt64(6), row.GetInt32(7)),
            id);
        return found.Count == 0 ? null : found[0];
    }

    public bool IsOf(OwnerNumber owner, int run) => IsLive && Owner == owner && Run == run;

    /// <summary>Whether this owner left this run so before, and nobody has changed it since.</summary>
    public bool WasLeftBy(OwnerNumber owner, int run) => Owner == OwnerNumber.Nobody && LastOwner == owner && Run == run;
}
