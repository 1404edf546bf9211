namespace Spawner.Repository.Tests.Architecture;

/// <summary>Who may know whom.</summary>
public sealed class DirectionTests
{
    private const string Root = "Spawner.Grains.";

    /// <summary>
    /// The folders of Grains along the flow of docs/architecture.md, the ends first: each may use those before it. Messages are
    /// what silos say to each other; Hosting puts all together.
    /// </summary>
    private static readonly string[] Order =
        ["Messages", "Placement", "Telemetry", "Completion", "ClusterLoad", "Storage", "Notes", "Execution", "Lifecycle", "Intake", "Records", "Hosting"];

    /// <summary>Uses against the order, each for its reason; one that is gone must leave the list.</summary>
    private static readonly string[] Exceptions =
    [
        // Orleans calls the director, and what it decides on is the view's.
        "Placement.LeastLoadedPlacementDirector -> ClusterLoad.ClusterLoadView",

        // A silo describes itself by what it can run.
        "ClusterLoad.SiloIdentity -> Execution.ExecutionOptions",
        "ClusterLoad.SiloIdentity -> Execution.HandlerRegistry",

        // The executor applies the phases that Lifecycle decides on.
        "Execution.Executor -> Lifecycle.TaskEvent",
        "Execution.Executor -> Lifecycle.TaskPhaseMachine",
        "Execution.TaskEntry -> Lifecycle.TaskEvent",
        "Execution.TaskEntry -> Lifecycle.TaskPhaseMachine",

        // Spans and metrics are told of runs and ends in the executor's own records.
        "Telemetry.SpawnerActivities -> Execution.Attempt",
        "Telemetry.SpawnerActivities -> Execution.AttemptEnd",
        "Telemetry.SpawnerActivities -> Execution.RunningTask",
        "Telemetry.SpawnerActivities -> Execution.Submission",
        "Telemetry.SpawnerActivities -> Execution.TaskEntry",
        "Telemetry.SpawnerInstruments -> Execution.TaskEnd",
    ];

    public static TheoryData<string, string[]> KnownAssemblies => new()
    {
        { "Spawner.Grains.Abstractions", [] },
        { "Spawner.Clustering", [] },
        { "Spawner.Grains", ["Spawner.Grains.Abstractions"] },
        { "Spawner.Storage", ["Spawner.Grains", "Spawner.Grains.Abstractions"] },
        { "Spawner.Client", ["Spawner.Clustering", "Spawner.Grains.Abstractions"] },
        { "Spawner.Api", ["Spawner.Client", "Spawner.Grains.Abstractions"] },
        { "Spawner.Client.PostgreSql", ["Spawner.Client", "Spawner.Grains.Abstractions"] },
    };

    [Fact]
    public void Folders_OfGrains_UseThoseBeforeThemOnly()
    {
        using var grains = BuiltAssembly.Read("Spawner.Grains");
        var backwards =
            from type in grains.Types
            where type.Namespace.StartsWith(Root, StringComparison.Ordinal)
            from used in BuiltAssembly.TypesUsedBy(type)
            where used.Namespace.StartsWith(Root, StringComparison.Ordinal) && PlaceOf(used.Namespace) > PlaceOf(type.Namespace)
            select $"{type.FullName[Root.Length..]} -> {used.FullName[Root.Length..]}";

        Assert.Equal(Exceptions.Order(StringComparer.Ordinal), backwards.Distinct().Order(StringComparer.Ordinal));
    }

    [Theory]
    [MemberData(nameof(KnownAssemblies))]
    public void Assembly_OfALibrary_ReferencesOnlyTheLibrariesBelowIt(string assembly, string[] expected)
    {
        using var built = BuiltAssembly.Read(assembly);

        var references = built.References.Where(name => name.StartsWith("Spawner", StringComparison.Ordinal) || name == "Silo");

        Assert.Equal(expected.Order(StringComparer.Ordinal), references.Order(StringComparer.Ordinal));
    }

    private static int PlaceOf(string name)
    {
        var place = Array.IndexOf(Order, name[Root.Length..]);
        Assert.True(place >= 0, $"Say in {nameof(Order)} where {name} stands.");
        return place;
    }
}
