using Spawner.Contracts;
using Spawner.Grains.Messages;

namespace Spawner.Grains.Placement;

/// <summary>Whether a silo may run a task at all, whatever its load. Pure.</summary>
internal static class Eligibility
{
    /// <summary>Why this silo may not run such a task; <see langword="null"/> if it may.</summary>
    public static string? WhyNot(SiloDescription silo, string? kind, TaskDemands? demands)
    {
        if (kind is not null && !silo.Offers(kind))
        {
            return $"it does not offer kind '{kind}'";
        }

        if (demands is null)
        {
            return null;
        }

        if (demands.Silo is not null && !silo.IsCalled(demands.Silo))
        {
            return $"the task is pinned to silo '{demands.Silo}'";
        }

        if (demands.Weight is { } weight && weight > silo.Slots)
        {
            return $"it has {silo.Slots:0.##} slots and the task needs {weight:0.##}";
        }

        return MissingLabel(silo.Labels, demands.RequiredLabels);
    }

    public static int CountMatches(IReadOnlyDictionary<string, string> labels, IReadOnlyDictionary<string, string>? wanted)
    {
        var matches = 0;
        if (wanted is not null)
        {
            foreach (var (key, value) in wanted)
            {
                matches += labels.TryGetValue(key, out var found) && found == value ? 1 : 0;
            }
        }

        return matches;
    }

    private static string? MissingLabel(IReadOnlyDictionary<string, string> labels, IReadOnlyDictionary<string, string>? required)
    {
        if (required is not null)
        {
            foreach (var (key, value) in required)
            {
                if (!labels.TryGetValue(key, out var found))
                {
                    return $"it has no label '{key}' (required: '{value}')";
                }

                if (found != value)
                {
                    return $"its label '{key}' is '{found}' (required: '{value}')";
                }
            }
        }

        return null;
    }
}
