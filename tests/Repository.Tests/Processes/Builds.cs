namespace Spawner.Repository.Tests.Processes;

/// <summary>Tests that build share the outputs of this repository's projects: one at a time.</summary>
[CollectionDefinition(Name)]
public sealed class Builds
{
    public const string Name = "builds";
}
