namespace Spawner.Grains.Tests.Properties;

/// <summary>Tests that run while no others do.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class Alone
{
    public const string Name = "alone";
}
