namespace Spawner.Storage;

/// <summary>How the databases keep after which ends a task still holds its key: a bit for success, and one for all others.</summary>
internal static class KeyKept
{
    private const int Succeeded = 1;

    private const int Failed = 2;

    public static int Of(TaskKey key) => (key.KeptWhenSucceeded ? Succeeded : 0) | (key.KeptWhenFailed ? Failed : 0);

    public static TaskKey ToKey(string text, TimeSpan? period, int kept) => new(text, period, (kept & Succeeded) != 0, (kept & Failed) != 0);
}
