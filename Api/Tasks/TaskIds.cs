using Spawner.Api.Problems;

namespace Spawner.Api.Tasks;

/// <summary>Ids as texts.</summary>
internal static class TaskIds
{
    private const string Accepted = "Accepted: 32 hexadecimal digits, then optionally '~address:port@generation'";

    /// <exception cref="ProblemException">It is none.</exception>
    public static TaskId Parse(string text) =>
        TaskId.TryParse(text, out var id) ? id : throw ApiProblems.Invalid([$"{ProblemList.Cut(text)} is no task id. {Accepted}."]);

    public static TaskId[] Parse(IReadOnlyList<string>? texts, int most, ProblemList problems)
    {
        if (texts is null || texts.Count < 1 || texts.Count > most)
        {
            problems.Add($"ids has {texts?.Count ?? 0} entries. Accepted: 1 to {most}.");
            return [];
        }

        List<TaskId> ids = new(texts.Count);
        foreach (var (index, text) in texts.Index())
        {
            if (TaskId.TryParse(text, out var id))
            {
                ids.Add(id);
            }
            else
            {
                problems.Add($"ids[{index}] is {ProblemList.Cut(text)}. {Accepted}.");
            }
        }

        return [.. ids];
    }
}
