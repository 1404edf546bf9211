namespace Spawner.Grains.Execution;

/// <summary>Exceptions as text.</summary>
internal static class Failures
{
    private const int MaximumMessage = 4 * 1024;
    private const int MaximumStack = 16 * 1024;

    public static TaskFailure From(Exception thrown) => new()
    {
        Type = thrown.GetType().FullName ?? thrown.GetType().Name,
        Message = Cut(thrown.Message, MaximumMessage),
        Stack = Cut(thrown.ToString(), MaximumStack),
    };

    private static string Cut(string text, int length) => text.Length <= length ? text : string.Concat(text.AsSpan(0, length - 1), "…");
}
