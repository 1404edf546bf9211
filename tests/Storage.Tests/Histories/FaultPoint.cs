namespace Spawner.Storage.Tests.Histories;

/// <summary>Where a call fails.</summary>
public enum FaultPoint
{
    /// <summary>Nothing was done.</summary>
    Before,

    /// <summary>It was done, and nobody was told.</summary>
    AfterCommitBeforeReturn,
}
