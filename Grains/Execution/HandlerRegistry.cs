using System.Collections.Frozen;

namespace Spawner.Grains.Execution;

/// <summary>The kinds that this silo runs. Built once at start; every name is unique.</summary>
internal sealed class HandlerRegistry
{
    private readonly FrozenDictionary<string, HandlerRegistration> _byName;

    /// <summary>Collects what was registered.</summary>
    /// <exception cref="OptionsValidationException">Two handlers claim one name; the message lists every such name.</exception>
    public HandlerRegistry(IEnumerable<HandlerRegistration> registrations)
    {
        var claims = registrations
            .SelectMany(r => r.Kind.Aliases.Prepend(r.Kind.Name).Select(name => (Name: name, Registration: r)))
            .GroupBy(claim => claim.Name, StringComparer.Ordinal)
            .ToList();
        var problems = claims
            .Where(claim => claim.Count() > 1)
            .Select(claim => $"The name '{claim.Key}' is claimed by {claim.Count()} task registrations "
                + $"(kinds {string.Join(", ", claim.Select(c => $"'{c.Registration.Kind.Name}'").Distinct())}). "
                + "Register each handler once, and give each kind a name of its own.")
            .ToList();
        if (problems.Count > 0)
        {
            throw new OptionsValidationException("Spawner tasks", typeof(HandlerRegistry), problems);
        }

        _byName = claims.ToFrozenDictionary(claim => claim.Key, claim => claim.Single().Registration, StringComparer.Ordinal);
    }

    /// <summary>Weight of one task of each kind, by name and alias.</summary>
    public IReadOnlyDictionary<string, double> Weights => _byName.ToDictionary(r => r.Key, r => r.Value.Weight);

    public HandlerRegistration? Find(string kind) => _byName.GetValueOrDefault(kind);
}
