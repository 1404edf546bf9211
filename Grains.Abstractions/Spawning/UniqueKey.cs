namespace Spawner;

/// <summary>
/// Keeps a second task from being spawned while another one that has not ended has the same key. Only durable tasks have keys: the store decides, so two
/// clients that spawn at the same moment through different silos cannot both succeed.
/// </summary>
/// <param name="Value">The key: 1 to 256 characters.</param>
public sealed record UniqueKey(string Value)
{
    /// <summary>Among which tasks it is unique. Default <see cref="KeyScope.Kind"/>.</summary>
    public KeyScope Scope { get; init; } = KeyScope.Kind;

    /// <summary>What happens to a spawn whose key another task has. Default <see cref="KeyConflictAction.ReturnExisting"/>.</summary>
    public KeyConflictAction OnConflict { get; init; } = KeyConflictAction.ReturnExisting;
}

/// <summary>Among which tasks a key is unique.</summary>
public enum KeyScope
{
    /// <summary>Those of the same kind, in the same namespace.</summary>
    Kind = 0,

    /// <summary>All of the namespace.</summary>
    Namespace = 1,
}

/// <summary>What happens to a spawn whose key another task has.</summary>
[GenerateSerializer, Alias("spawner.KeyConflictAction")]
public enum KeyConflictAction
{
    /// <summary>Nothing is spawned, and the handle is that of the task that has the key.</summary>
    ReturnExisting = 0,

    /// <summary>Nothing is spawned, and the spawn fails with <see cref="KeyTakenException"/>.</summary>
    Reject = 1,

    /// <summary>
    /// The task that has the key is cancelled if it has not started, and the new one takes its place; if it has started, as
    /// <see cref="Reject"/>.
    /// </summary>
    Replace = 2,
}
