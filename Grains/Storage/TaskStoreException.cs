namespace Spawner.Grains.Storage;

/// <summary>
/// The store did not do what it was asked; whether a write was committed is unknown. The message names what failed, where, what was
/// found and what to do next; it never holds a password.
/// </summary>
public class TaskStoreException : Exception
{
    internal TaskStoreException(string message, bool isTransient, Exception? inner = null)
        : base(message, inner) => IsTransient = isTransient;

    /// <summary>Whether trying again may help: the server is away or busy. If not, somebody must mend something first.</summary>
    public bool IsTransient { get; }
}

/// <summary>The lease of the owner has ended: its tasks are, or will be, another silo's. Nothing was written.</summary>
internal sealed class LeaseLostException(OwnerNumber owner)
    : TaskStoreException($"The lease of owner {owner.Value} has ended: this silo owns no durable tasks any more.", isTransient: false);
