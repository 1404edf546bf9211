namespace Spawner.Cli.Digest;

/// <summary>Lines as <c>sha256sum</c> writes and reads them.</summary>
internal static class ChecksumLine
{
    /// <summary>
    /// Digest, two blanks, path. A path that would break the line is escaped, which a backslash before the digest tells.
    /// </summary>
    public static string Format(string sha256, string path) =>
        path.AsSpan().ContainsAny('\\', '\n', '\r')
            ? $@"\{sha256}  {path.Replace(@"\", @"\\", StringComparison.Ordinal).Replace("\n", @"\n", StringComparison.Ordinal).Replace("\r", @"\r", StringComparison.Ordinal)}"
            : $"{sha256}  {path}";
}
