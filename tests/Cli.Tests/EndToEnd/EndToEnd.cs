namespace Spawner.Cli.Tests.EndToEnd;

/// <summary>Each of these tests runs several silos: one at a time is enough for a small machine.</summary>
[CollectionDefinition(nameof(EndToEnd), DisableParallelization = true)]
public sealed class EndToEnd;
