namespace Spawner.Load.Durable;

/// <summary>One connection that writes down tasks and their ends, and does nothing else.</summary>
internal interface IPlainStore : IAsyncDisposable
{
    /// <summary>One commit.</summary>
    /// <param name="started">New tasks.</param>
    /// <param name="ended">Tasks of an earlier commit, which have ended.</param>
    Task CommitAsync(PlainTask[] started, PlainTask[] ended);
}
