using Mono.Cecil;

namespace Spawner.Repository.Tests.Architecture;

/// <summary>What decides is pure: facts go in, a decision comes out.</summary>
public sealed class PurityTests
{
    /// <summary>Libraries of values and collections; nothing in them waits, looks or tells, but for <see cref="Impure"/>.</summary>
    private static readonly string[] PureNamespaces =
    [
        "System",
        "System.Collections",
        "System.Collections.Generic",
        "System.Diagnostics.CodeAnalysis",
        "System.Linq",
        "System.Numerics",
        "System.Reflection",
        "System.Runtime.CompilerServices",
        "System.Runtime.InteropServices",
        "System.Text",
        "Microsoft.CodeAnalysis",

        // The compiler hides the methods of iterators from debuggers, and in a debug build the fields of properties.
        "System.Diagnostics.DebuggerHiddenAttribute",
        "System.Diagnostics.DebuggerBrowsableAttribute",

        // Addresses are values.
        "Orleans.Runtime.SiloAddress",

        // Data that clients and silos share.
        "Spawner",
        "Spawner.Contracts",
    ];

    /// <summary>Data of Grains that decisions are about.</summary>
    private static readonly string[] Data =
        ["Attempt", "AttemptEnd", "ExecutionOptions", "PutBackReason", "SiloDescription", "SiloDescriptionExtensions", "TaskEnd", "TaskEntry", "TaskEvent"];

    /// <summary>What the namespaces above have of clocks, chance, input and output, and services.</summary>
    private static readonly string[] Impure =
    [
        "System.Activator",
        "System.AppContext",
        "System.AppDomain",
        "System.Console",
        "System.IServiceProvider",
        "System.TimeProvider",
        "System.TimeZoneInfo",
        "System.DateTime::get_Now",
        "System.DateTime::get_Today",
        "System.DateTime::get_UtcNow",
        "System.DateTimeOffset::get_Now",
        "System.DateTimeOffset::get_UtcNow",
        "System.Environment::get_MachineName",
        "System.Environment::get_ProcessId",
        "System.Environment::get_ProcessorCount",
        "System.Environment::get_TickCount",
        "System.Environment::get_TickCount64",
        "System.Environment::GetEnvironmentVariable",
        "System.Guid::CreateVersion7",
        "System.Guid::NewGuid",
        "System.Random::.ctor",
        "System.Random::get_Shared",
    ];

    private static readonly string[] PureTypes =
    [
        "AfterRun",
        "AliasTable",
        "Audience",
        "Backoff",
        "CandidateTier",
        "Choice",
        "Dispatcher",
        "Eligibility",
        "HandOver",
        "IdleNote",
        "IdleNotes",
        "Idleness",
        "KindHealth",
        "LoadGates",
        "LoadLevel",
        "LongRunning",
        "MovingAverage",
        "PeerLoad",
        "PlacementFigures",
        "PlacementReasons",
        "Rendezvous",
        "ReportPace",
        "Retention",
        "RoundPace",
        "SlotLedger",
        "SpawnRequestValidator",
        "TaskPhaseMachine",
    ];

    public static TheoryData<string> Pure => [.. PureTypes];

    [Theory]
    [MemberData(nameof(Pure))]
    public void DecidingCode_UsesValuesOnly(string name)
    {
        using var grains = BuiltAssembly.Read("Spawner.Grains");
        var type = grains.Type(name);

        var impureTypes = BuiltAssembly.TypesUsedBy(type).Where(used => !IsPure(used)).Select(used => used.FullName);
        var impureCalls = grains.Methods
            .Where(method => IsIn(method.DeclaringType, type))
            .SelectMany(BuiltAssembly.CalledOrWrittenBy)
            .Where(called => Impure.Contains(called, StringComparer.Ordinal));

        Assert.Empty(impureTypes.Concat(impureCalls).Distinct());
    }

    private static bool IsPure(TypeReference used) => used.Namespace.StartsWith("Spawner.Grains", StringComparison.Ordinal)
        ? PureTypes.Contains(used.Name, StringComparer.Ordinal) || Data.Contains(used.Name, StringComparer.Ordinal)
        : used.Namespace.Length == 0
            ? used.Name.StartsWith('<')
            : (PureNamespaces.Contains(used.Namespace, StringComparer.Ordinal) || PureNamespaces.Contains(used.FullName, StringComparer.Ordinal))
                && !Impure.Contains(used.FullName, StringComparer.Ordinal);

    private static bool IsIn(TypeDefinition? nested, TypeDefinition type) => nested is not null && (nested == type || IsIn(nested.DeclaringType, type));
}
