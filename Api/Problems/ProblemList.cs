namespace Spawner.Api.Problems;

/// <summary>Gathers what is wrong with a request, so that its caller hears of all at once.</summary>
internal sealed class ProblemList
{
    /// <summary>Enough to correct in one go.</summary>
    private const int Most = 20;

    private readonly List<string> _problems = [];

    public void Add(string problem)
    {
        if (_problems.Count < Most)
        {
            _problems.Add(problem);
        }
        else if (_problems.Count == Most)
        {
            _problems.Add("There are more problems; correct these first.");
        }
    }

    /// <exception cref="ProblemException">There is one.</exception>
    public void ThrowIfAny()
    {
        if (_problems.Count > 0)
        {
            throw ApiProblems.Invalid(_problems);
        }
    }

    /// <summary>A text from outside, in a message.</summary>
    public static string Cut(string? text) => text is null ? "nothing" : text.Length <= 80 ? $"'{text}'" : $"'{text[..80]}…'";
}
