using System.Globalization;
using Spawner.Contracts;
using Spawner.Grains.Messages;
using Spawner.Grains.Placement;

namespace Spawner.Grains.ClusterLoad;

/// <summary>
/// Which silos may run tasks of which sort, worked out once for each kind and set of demands: a choice among thousands of silos
/// must not look at each. Forgotten when silos come or go. Not thread-safe: owned by <see cref="ClusterLoadView"/>.
/// </summary>
internal sealed class Audiences(Dispatcher dispatcher, Func<IEnumerable<PeerState>> heardOf, Func<IEnumerable<PeerState>> all)
{
    /// <summary>Sorts that are remembered at most; past that all are worked out anew.</summary>
    private const int MaximumSorts = 256;

    private readonly Dictionary<(string? Kind, string Demands), Sort> _sorts = [];

    /// <summary>Silos for tasks of one sort.</summary>
    /// <param name="Audience">Those that may run them, without those on which they fail, unless they fail on all.</param>
    /// <param name="Weight">Slots that such a task takes.</param>
    /// <param name="Failing">Those on which they fail, and others do better; for when no other takes tasks.</param>
    public readonly record struct Sort(Audience Audience, double Weight, Audience? Failing);

    /// <summary>Silos came, went, or are heard of again: whatever was worked out no longer holds.</summary>
    public void Forget() => _sorts.Clear();

    /// <param name="kind">Name of the kind; <see langword="null"/> for any.</param>
    /// <param name="demands">What the tasks ask of a silo besides.</param>
    /// <param name="except">Silos that just refused them.</param>
    public Sort Of(string? kind, TaskDemands? demands, IReadOnlySet<SiloAddress>? except = null)
    {
        if (except is not null)
        {
            return Work(kind, demands, except);
        }

        var key = (kind, demands is null ? "" : KeyOf(demands));
        if (!_sorts.TryGetValue(key, out var sort))
        {
            if (_sorts.Count >= MaximumSorts)
            {
                _sorts.Clear();
            }

            _sorts[key] = sort = Work(kind, demands, except);
        }

        return sort;
    }

    private Sort Work(string? kind, TaskDemands? demands, IReadOnlySet<SiloAddress>? except)
    {
        var eligible = heardOf().Where(MayRun).ToList();
        if (eligible.Count == 0)
        {
            eligible = [.. all().Where(MayRun)];
        }

        var weight = demands?.Weight ?? eligible.FirstOrDefault()?.Description.WeightOf(kind) ?? 1;
        var failing = eligible.FindAll(peer => peer.IsFailing(kind));
        return failing.Count == 0 || failing.Count == eligible.Count
            ? new Sort(ToAudience(eligible, demands), weight, Failing: null)
            : new Sort(ToAudience([.. eligible.Except(failing)], demands), weight, ToAudience(failing, demands));

        bool MayRun(PeerState peer) =>
            except?.Contains(peer.Description.Address) is not true && Eligibility.WhyNot(peer.Description, kind, demands) is null;
    }

    private Audience ToAudience(List<PeerState> silos, TaskDemands? demands) => new(
        [.. silos.Select(peer => peer.Number)],
        [.. silos.Select(peer => dispatcher[peer.Number].Slots * dispatcher[peer.Number].Speed)],
        [.. MostPreferred(silos, demands)]);

    private static IEnumerable<int> MostPreferred(List<PeerState> eligible, TaskDemands? demands)
    {
        if (demands?.PreferredLabels is not { Count: > 0 } preferred)
        {
            return [];
        }

        var matches = eligible.ConvertAll(peer => Eligibility.CountMatches(peer.Description.Labels, preferred));
        var most = matches.Count == 0 ? 0 : matches.Max();
        return most == 0 ? [] : eligible.Where((_, i) => matches[i] == most).Select(peer => peer.Number);
    }

    /// <summary>Names both and nothing else: texts stand behind their lengths.</summary>
    private static string KeyOf(TaskDemands demands) =>
        string.Create(CultureInfo.InvariantCulture, $"{demands.Weight} {KeyOf(demands.Silo)} {KeyOf(demands.RequiredLabels)} {KeyOf(demands.PreferredLabels)}");

    private static string KeyOf(IReadOnlyDictionary<string, string>? labels) =>
        labels is null ? "" : string.Concat(labels.OrderBy(label => label.Key, StringComparer.Ordinal).Select(label => KeyOf(label.Key) + KeyOf(label.Value)));

    private static string KeyOf(string? text) => text is null ? "" : string.Create(CultureInfo.InvariantCulture, $"{text.Length}:{text}");
}
