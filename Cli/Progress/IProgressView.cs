namespace Spawner.Cli.Progress;

/// <summary>Shows how far a run is.</summary>
internal interface IProgressView
{
    /// <summary>How often it wants a frame.</summary>
    TimeSpan Period { get; }

    /// <summary>Shows each frame as it comes, until there are no more.</summary>
    Task ShowAsync(IAsyncEnumerable<ProgressFrame> frames);
}
