namespace Spawner.Storage;

/// <summary>How the databases keep after which ends a task still holds its key: a bit for success, and one for all others.</summary>
internal static class KeyKept
{
    private const int Succeeded = 1;

    private const int Failed = 2;

    public static short Of(bool whenSucceeded, bool whenFailed) => (short)((whenSucceeded ? Succeeded : 0) | (whenFailed ? Failed : 0));

    public static bool WhenSucceeded(int kept) => (kept & Succeeded) != 0;

    public static bool WhenFailed(int kept) => (kept & Failed) != 0;
}
