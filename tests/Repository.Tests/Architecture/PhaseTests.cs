namespace Spawner.Repository.Tests.Architecture;

/// <summary>A task's phase changes in one place, which asks the one table of phases.</summary>
public sealed class PhaseTests
{
    private const string Entry = "Spawner.Grains.Execution.TaskEntry";

    [Theory]
    [InlineData($"{Entry}::set_Phase", $"{Entry}::Apply")]
    [InlineData($"{Entry}::<Phase>k__BackingField", $"{Entry}::.ctor", $"{Entry}::set_Phase")]
    [InlineData("Spawner.Grains.Lifecycle.TaskPhaseMachine::Next", $"{Entry}::Apply")]
    public void Member_ThatChangesPhases_IsUsedInOnePlace(string member, params string[] places)
    {
        using var grains = BuiltAssembly.Read("Spawner.Grains");

        var found = grains.Methods
            .Where(method => BuiltAssembly.CalledOrWrittenBy(method).Contains(member, StringComparer.Ordinal))
            .Select(BuiltAssembly.NameOf);

        Assert.Equal(places, found.Distinct().Order(StringComparer.Ordinal));
    }
}
