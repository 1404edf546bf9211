namespace Spawner.Cli.Digest;

/// <summary>A file that a walk has found.</summary>
/// <param name="Path">As it is printed: it begins with the path that the user gave.</param>
/// <param name="Size">Its size in bytes when it was found.</param>
internal sealed record FoundFile(string Path, long Size);

/// <summary>What came of one path.</summary>
/// <param name="Path">As it is printed.</param>
/// <param name="Sha256">Its digest, unless there is an error.</param>
/// <param name="Error">Why there is none.</param>
internal sealed record DigestedFile(string Path, string? Sha256, string? Error);
