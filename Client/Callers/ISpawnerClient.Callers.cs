namespace Spawner.Client;

public partial interface ISpawnerClient
{
    /// <summary>
    /// The same client in the name of somebody else: what it spawns, lists and changes is that submitter's, in that namespace. A
    /// program that serves many callers has one client, and one of these for each: they are cheap, share its connection, and need
    /// not be disposed of.
    /// </summary>
    /// <remarks>Handles are made for whoever knows an id: look at <see cref="TaskSnapshot.Namespace"/> before telling a caller of a task.</remarks>
    /// <param name="taskNamespace">As <see cref="SpawnerClientOptions.Namespace"/>.</param>
    /// <param name="submitter">As <see cref="SpawnerClientOptions.Submitter"/>.</param>
    /// <exception cref="ArgumentException">One of them is not accepted.</exception>
    ISpawnerClient ForCaller(string taskNamespace, string submitter);
}
