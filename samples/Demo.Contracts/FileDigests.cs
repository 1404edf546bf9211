namespace Spawner.Demo;

/// <summary>What came of a <see cref="FileList"/>.</summary>
/// <param name="Files">One for each file, in the order of the list.</param>
public sealed record FileDigests(IReadOnlyList<FileDigest> Files);

/// <summary>What came of one file: a digest or an error, never both.</summary>
/// <param name="Sha256">The digest in lower-case hexadecimal digits.</param>
/// <param name="Bytes">How much was read.</param>
/// <param name="Error">Why the file could not be read, in a few words.</param>
public readonly record struct FileDigest(string? Sha256, long Bytes, string? Error);
