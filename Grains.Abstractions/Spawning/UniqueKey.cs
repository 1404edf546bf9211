namespace Spawner;

/// <summary>
/// Keeps a second task from being spawned while another one holds the same key. Only durable tasks have keys: the store decides, so
/// two clients that spawn at the same moment through different silos cannot both succeed.
/// </summary>
/// <param name="Value">The key: 1 to 256 characters.</param>
public sealed record UniqueKey(string Value)
{
    /// <summary>Among which tasks it is unique. Default <see cref="KeyScope.Kind"/>.</summary>
    public KeyScope Scope { get; init; } = KeyScope.Kind;

    /// <summary>
    /// How long the task holds the key, from its spawn on, on the store's clock: 1 millisecond to 3,650 days. Default
    /// <see langword="null"/>, no limit. A task that goes on for longer goes on without it.
    /// </summary>
    public TimeSpan? Period { get; init; }

    /// <summary>In which states the task holds the key. Default <see cref="KeyHolding.UntilEnd"/>.</summary>
    public KeyHolding Holding { get; init; } = KeyHolding.UntilEnd;

    /// <summary>What happens to a spawn whose key another task holds. Default <see cref="KeyConflictAction.ReturnExisting"/>.</summary>
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

/// <summary>In which states a task holds its key. One that has been forgotten, by retention or by hand, holds nothing.</summary>
[GenerateSerializer, Alias("spawner.KeyHolding")]
public enum KeyHolding
{
    /// <summary>While it has not ended.</summary>
    UntilEnd = 0,

    /// <summary>While it has not ended, and after it has succeeded: what was done is not done again.</summary>
    UntilFailure = 1,

    /// <summary>Also after its end, whatever that is.</summary>
    BeyondEnd = 2,
}

/// <summary>What happens to a spawn whose key another task holds.</summary>
[GenerateSerializer, Alias("spawner.KeyConflictAction")]
public enum KeyConflictAction
{
    /// <summary>Nothing is spawned, and the handle is that of the task that holds the key.</summary>
    ReturnExisting = 0,

    /// <summary>Nothing is spawned, and the spawn fails with <see cref="KeyTakenException"/>.</summary>
    Reject = 1,

    /// <summary>
    /// The task that holds the key is cancelled if it has not started, and the new one takes its place; if it has started, as
    /// <see cref="Reject"/>. One that has ended just loses the key.
    /// </summary>
    Replace = 2,
}
