namespace Spawner.Client.Spawning;

/// <summary>Which silos a broadcast goes to. Pure.</summary>
internal static class BroadcastTargets
{
    /// <summary>What a silo lacks; <see langword="null"/> if nothing.</summary>
    public static string? WhyNot(SiloSnapshot silo, TaskKind kind, IReadOnlyDictionary<string, string>? requiredLabels)
    {
        if (silo.State is not (SiloState.Active or SiloState.Full))
        {
            return $"it is {silo.State}";
        }

        if (!silo.Kinds.Contains(kind.Name))
        {
            return $"it does not run the kind (it runs: {(silo.Kinds.Count == 0 ? "none" : string.Join(", ", silo.Kinds))})";
        }

        var missing = (requiredLabels ?? new Dictionary<string, string>())
            .Where(label => !silo.Labels.TryGetValue(label.Key, out var value) || value != label.Value)
            .Select(label => $"{label.Key}={label.Value}")
            .ToList();
        return missing.Count == 0 ? null : $"it has no label {string.Join(", ", missing)}";
    }

    /// <summary>Says of each silo what it lacks.</summary>
    public static string ExplainNone(IReadOnlyList<SiloSnapshot> silos, TaskKind kind, IReadOnlyDictionary<string, string>? requiredLabels) =>
        silos.Count == 0
            ? $"No silo can take a broadcast of kind '{kind.Name}': no silo is live."
            : $"No silo can take a broadcast of kind '{kind.Name}': "
                + $"{string.Join("; ", silos.Select(s => $"{s.Name} ({s.Address.ToParsableString()}): {WhyNot(s, kind, requiredLabels)}"))}.";
}
