namespace Spawner.Storage.Sqlite;

/// <summary>Changes of the number of tasks in each phase that one transaction makes: written once, at its end.</summary>
internal sealed class SqliteTally
{
    private readonly Dictionary<(string Namespace, TaskPhase Phase), long> changes = [];

    public void Move(string taskNamespace, TaskPhase? from, TaskPhase? to)
    {
        Add(taskNamespace, from, -1);
        Add(taskNamespace, to, 1);
    }

    public void WriteTo(SqliteSession session)
    {
        foreach (var ((taskNamespace, phase), tasks) in changes.Where(change => change.Value != 0))
        {
            session.Execute(
                "INSERT INTO tally (namespace, phase, tasks) VALUES (?1, ?2, ?3) ON CONFLICT DO UPDATE SET tasks = tasks + excluded.tasks",
                taskNamespace,
                (int)phase,
                tasks);
        }
    }

    private void Add(string taskNamespace, TaskPhase? phase, long tasks)
    {
        if (phase is { } one)
        {
            changes[(taskNamespace, one)] = changes.GetValueOrDefault((taskNamespace, one)) + tasks;
        }
    }
}
