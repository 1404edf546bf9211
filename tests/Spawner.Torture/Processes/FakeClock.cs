namespace Spawner.Torture.Processes;

/// <summary>libfaketime (Debian's package faketime): another wall clock for one process. What measures spans is left alone.</summary>
internal static class FakeClock
{
    private static readonly string? Library =
        Directory.Exists("/usr/lib") ? Directory.EnumerateDirectories("/usr/lib", "*-linux-gnu*").Select(folder => Path.Combine(folder, "faketime/libfaketime.so.1")).FirstOrDefault(File.Exists) : null;

    public static bool IsInstalled => Library is not null;

    public static void AddTo(Dictionary<string, string> environment, string clockFile)
    {
        environment["LD_PRELOAD"] = Library!;
        environment["FAKETIME_TIMESTAMP_FILE"] = clockFile;
        environment["FAKETIME_NO_CACHE"] = "1";
        environment["FAKETIME_DONT_FAKE_MONOTONIC"] = "1";
        environment["FAKETIME_DONT_RESET"] = "1";
    }
}
