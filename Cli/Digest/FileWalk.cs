namespace Spawner.Cli.Digest;

/// <summary>Lists the files below a path.</summary>
internal sealed class FileWalk
{
    private readonly List<FoundFile> _files = [];
    private readonly List<DigestedFile> _problems = [];

    private FileWalk()
    {
    }

    /// <summary>Sorted by path.</summary>
    public IReadOnlyList<FoundFile> Files => _files;

    /// <summary>Folders that could not be listed.</summary>
    public IReadOnlyList<DigestedFile> Problems => _problems;

    /// <summary>Lists a file or all files below a folder. Links to folders are followed only where the walk starts.</summary>
    /// <exception cref="CommandException">There is nothing at the path.</exception>
    public static FileWalk Below(string path)
    {
        var walk = new FileWalk();
        if (Directory.Exists(path))
        {
            walk.AddFolder(path);
            walk._files.Sort((a, b) => string.CompareOrdinal(a.Path, b.Path));
        }
        else if (File.Exists(path) && FileType.IsRegular(path))
        {
            walk._files.Add(new FoundFile(path, new FileInfo(path).Length));
        }
        else
        {
            throw new CommandException(
                ExitCodes.BadArguments,
                $"There is nothing to digest at '{path}' ('{Path.GetFullPath(path)}'). Accepted: the path of a readable file or folder.");
        }

        return walk;
    }

    private void AddFolder(string root)
    {
        // Not recursive: a chain of folders may be deeper than the stack.
        var folders = new Stack<string>([root]);
        while (folders.TryPop(out var folder))
        {
            try
            {
                foreach (var entry in new DirectoryInfo(folder).EnumerateFileSystemInfos())
                {
                    Add(entry, Join(folder, entry.Name), folders);
                }
            }
            catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
            {
                _problems.Add(new DigestedFile(folder, null, "the folder cannot be listed"));
            }
        }
    }

    private void Add(FileSystemInfo entry, string path, Stack<string> folders)
    {
        var isLink = entry.Attributes.HasFlag(FileAttributes.ReparsePoint);
        if (entry.Attributes.HasFlag(FileAttributes.Directory))
        {
            if (!isLink)
            {
                folders.Push(path);
            }
        }
        else if (FileType.IsRegular(path))
        {
            _files.Add(new FoundFile(path, SizeOf(path)));
        }
    }

    // Zero for a link that leads nowhere and for a file that has just gone; reading it will say so.
    private static long SizeOf(string path) =>
        (File.ResolveLinkTarget(path, returnFinalTarget: true) ?? new FileInfo(path)) is FileInfo { Exists: true } file ? file.Length : 0;

    private static string Join(string folder, string name) =>
        folder.EndsWith('/') ? folder + name : $"{folder}/{name}";
}
