namespace Spawner.Client;

public partial interface ISpawnerClient
{
    /// <summary>
    /// How those of several tasks ended that have: at once if any has, else when the first does, with those that end in the same
    /// moment. One question for all of them, where awaiting each handle would ask for each.
    /// </summary>
    /// <param name="ids">The tasks. Tasks that have not ended are not in the answer; one that the cluster does not know is, without a snapshot.</param>
    /// <param name="wait">How long to wait for the first; zero only looks.</param>
    /// <param name="cancellationToken">Gives up.</param>
    Task<IReadOnlyList<TaskOutcome>> GetOutcomesAsync(IReadOnlyCollection<TaskId> ids, TimeSpan wait, CancellationToken cancellationToken = default);
}
