namespace Spawner.Client.Spawning;

/// <summary>Which silos a broadcast reaches. Pure.</summary>
internal static class BroadcastTargets
{
    /// <summary>The silos that take tasks, offer the kind and have the required labels.</summary>
    /// <exception cref="InvalidSpawnException">There are none, or the options pin the task.</exception>
    public static IReadOnlyList<SiloSnapshot> Of(IReadOnlyList<SiloSnapshot> silos, string kind, SpawnOptions? options)
    {
        if (options?.Silo is { } pinned)
        {
            throw new InvalidSpawnException([$"A broadcast goes to every silo, and the options pin it to '{pinned}'. Leave {nameof(SpawnOptions.Silo)} out, or spawn a single task."]);
        }

        var refusals = silos.Select(silo => (Silo: silo, Why: WhyNot(silo, kind, options))).ToList();
        var targets = refusals.Where(r => r.Why is null).Select(r => r.Silo).ToList();
        return targets.Count > 0
            ? targets
            : throw new InvalidSpawnException([
                $"No silo can take a broadcast of kind '{kind}': "
                + (silos.Count == 0 ? "no silo is known" : string.Join("; ", refusals.Select(r => $"{r.Silo.Name}: {r.Why}"))) + "."]);
    }

    private static string? WhyNot(SiloSnapshot silo, string kind, SpawnOptions? options)
    {
        if (silo.State is not (SiloState.Active or SiloState.Full))
        {
            return $"it takes no tasks ({silo.State})";
        }

        if (!silo.Kinds.Contains(kind))
        {
            return "it does not offer the kind";
        }

        var missing = options?.RequiredLabels?.FirstOrDefault(label => !silo.Labels.TryGetValue(label.Key, out var value) || value != label.Value);
        return missing is { Key: not null } lacking ? $"it lacks the label {lacking.Key}={lacking.Value}" : null;
    }
}
