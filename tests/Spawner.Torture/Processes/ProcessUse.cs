using System.Globalization;

namespace Spawner.Torture.Processes;

/// <summary>What a process uses.</summary>
/// <param name="Bytes">Resident memory.</param>
/// <param name="Handles">Open files and sockets.</param>
/// <param name="Threads">Threads.</param>
internal readonly record struct ProcessUse(long Bytes, int Handles, int Threads)
{
    private const double Megabyte = 1 << 20;

    /// <exception cref="IOException">There is no such process any more.</exception>
    public static ProcessUse Of(int process) => new(
        long.Parse(File.ReadAllText($"/proc/{process}/statm").Split(' ')[1], CultureInfo.InvariantCulture) * Environment.SystemPageSize,
        Directory.EnumerateFileSystemEntries($"/proc/{process}/fd").Count(),
        Directory.EnumerateDirectories($"/proc/{process}/task").Count());

    /// <summary>The greater of each.</summary>
    public ProcessUse Max(ProcessUse other) =>
        new(Math.Max(Bytes, other.Bytes), Math.Max(Handles, other.Handles), Math.Max(Threads, other.Threads));

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Bytes / Megabyte:0} MiB, {Handles} handles, {Threads} threads");
}
