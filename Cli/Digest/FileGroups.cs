using System.Text;

namespace Spawner.Cli.Digest;

/// <summary>Puts files together into pieces of work.</summary>
internal static class FileGroups
{
    // Well below the bound of a task's input: a path of control characters takes six bytes of JSON for each of its own.
    private const int MostPathBytes = SpawnLimits.MaximumPayloadBytes / 8;

    // Each result takes about a hundred bytes of JSON, an error three times that.
    private const int MostFiles = 500;

    /// <summary>
    /// Cuts a list into runs that each have about an equal share of the bytes, and no more than a share of the files.
    /// </summary>
    public static IReadOnlyList<IReadOnlyList<FoundFile>> Split(IReadOnlyList<FoundFile> files, int wanted)
    {
        var shareOfBytes = (files.Sum(f => f.Size) / wanted) + 1;
        var shareOfFiles = Math.Min(MostFiles, ((files.Count - 1) / wanted) + 1);
        var groups = new List<IReadOnlyList<FoundFile>>();
        var group = new List<FoundFile>();
        var (bytes, pathBytes) = (0L, 0);
        foreach (var file in files)
        {
            var pathLength = Encoding.UTF8.GetByteCount(Path.GetFullPath(file.Path));
            if (group.Count > 0 && (group.Count == shareOfFiles || bytes + file.Size > shareOfBytes || pathBytes + pathLength > MostPathBytes))
            {
                groups.Add(group);
                group = [];
                (bytes, pathBytes) = (0, 0);
            }

            group.Add(file);
            bytes += file.Size;
            pathBytes += pathLength;
        }

        return group.Count > 0 ? [.. groups, group] : groups;
    }
}
