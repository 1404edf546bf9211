namespace Spawner.Demo;

/// <summary>Files to read.</summary>
/// <param name="Files">Each with its full path and the size that it had when it was listed.</param>
public sealed record FileList(IReadOnlyList<ListedFile> Files);

/// <summary>A file as a directory lists it.</summary>
/// <param name="Path">Its full path.</param>
/// <param name="Size">Its size in bytes, for progress; it may have changed since.</param>
public readonly record struct ListedFile(string Path, long Size);
