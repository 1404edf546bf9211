namespace Spawner.Client.Tests.Scripted;

/// <summary>Never lengthens a wait, so that tests know how long it is.</summary>
internal sealed class SteadyRandom : Random
{
    public override double NextDouble() => 0;
}
