namespace Spawner.Cli.Digest;

/// <summary>What the digest job finds out.</summary>
/// <param name="Files">Every file, sorted by path, and every folder that could not be listed.</param>
/// <param name="Bytes">How much was read.</param>
internal sealed record DigestAnswer(IReadOnlyList<DigestedFile> Files, long Bytes);
