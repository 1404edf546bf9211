namespace Spawner.Client;

/// <summary>Which recorded tasks are meant: those of the client's namespace that meet all conditions. <see langword="null"/> is no condition.</summary>
public record TaskFilter
{
    /// <summary>Name of their kind, as they were spawned.</summary>
    public string? Kind { get; init; }

    /// <summary>Phases, one of which they are in. By default any for a list, and for a change those that the change says.</summary>
    public IReadOnlyCollection<TaskPhase>? Phases { get; init; }

    /// <summary>Name of the silo that holds them, or on which they ended; 1 to 256 characters.</summary>
    public string? SiloName { get; init; }

    /// <summary>Tags that they have, all of them; up to 32.</summary>
    public IReadOnlyDictionary<string, string>? Tags { get; init; }

    /// <summary>
    /// Key with which they were spawned; 1 to 256 characters. One that is unique among its kind (<see cref="KeyScope.Kind"/>) is found
    /// only if <see cref="Kind"/> is given, too.
    /// </summary>
    public string? Key { get; init; }

    /// <summary>A part of the type or the message of their failure, in any case; 1 to 256 characters.</summary>
    public string? FailureText { get; init; }

    /// <summary>
    /// Submitted at this time or later, by the store's clock. Tasks are found by time only if the clock of the client that spawned them was
    /// right within two hours.
    /// </summary>
    public DateTimeOffset? SubmittedFrom { get; init; }

    /// <summary>Submitted before this time.</summary>
    public DateTimeOffset? SubmittedTo { get; init; }
}
