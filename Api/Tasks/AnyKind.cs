using Spawner.Api.Problems;

namespace Spawner.Api.Tasks;

/// <summary>Kinds by their names only: inputs and results pass through as they are.</summary>
internal static class AnyKind
{
    public static TaskKind<RawJson, RawJson> Of(string name) => new(name);

    /// <returns>The kind; another one, with a problem, if the name is none.</returns>
    public static TaskKind<RawJson, RawJson> Read(string? name, string field, ProblemList problems)
    {
        if (TaskKind.IsValidName(name))
        {
            return Of(name!);
        }

        problems.Add($"{field} is {(name is null ? "missing" : ProblemList.Cut(name))}. Accepted: the name of a kind, 1 to {TaskKind.MaximumNameLength} ASCII letters, digits, '.', '-' and '_'.");
        return Of("none");
    }
}
