using System.Globalization;
using System.Net;

namespace Spawner.Silo.Tests.Processes;

/// <summary>Reads from /proc where a process listens.</summary>
internal static class ListeningSockets
{
    private const string Listening = "0A";

    public static List<IPEndPoint> Of(int processId)
    {
        var inodes = Directory.EnumerateFiles($"/proc/{processId}/fd")
            .Select(descriptor => new FileInfo(descriptor).LinkTarget)
            .Where(target => target?.StartsWith("socket:[", StringComparison.Ordinal) == true)
            .Select(target => target!["socket:[".Length..^1])
            .ToHashSet();
        return [.. new[] { "tcp", "tcp6" }
            .SelectMany(table => File.ReadLines($"/proc/{processId}/net/{table}").Skip(1))
            .Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            .Where(columns => columns[3] == Listening && inodes.Contains(columns[9]))
            .Select(columns => Parse(columns[1]))];
    }

    // Words of the address in the order of the machine, then the port: 0100007F:1F90 is 127.0.0.1:8080.
    private static IPEndPoint Parse(string text)
    {
        var parts = text.Split(':');
        var bytes = parts[0].Chunk(8).SelectMany(word => BitConverter.GetBytes(uint.Parse(word, NumberStyles.HexNumber, CultureInfo.InvariantCulture)));
        return new IPEndPoint(new IPAddress([.. bytes]), int.Parse(parts[1], NumberStyles.HexNumber, CultureInfo.InvariantCulture));
    }
}
