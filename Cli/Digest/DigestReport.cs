using System.Globalization;
using System.Text.Json.Nodes;
using Spawner.Cli.Running;

namespace Spawner.Cli.Digest;

/// <summary>Says what the digest job has found.</summary>
internal sealed class DigestReport : IRunReport<DigestAnswer>
{
    /// <inheritdoc/>
    public string Job => "digest";

    /// <inheritdoc/>
    public bool OwnsStandardOutput => true;

    /// <inheritdoc/>
    public void WriteAnswer(DigestAnswer answer, TextWriter output)
    {
        foreach (var file in answer.Files)
        {
            if (file.Sha256 is { } sha256)
            {
                output.Write(ChecksumLine.Format(sha256, file.Path) + "\n");
            }
        }
    }

    /// <inheritdoc/>
    public int WriteProblems(DigestAnswer answer, TextWriter error)
    {
        var exitCode = ExitCodes.Ok;
        foreach (var file in answer.Files.Where(f => f.Error is not null))
        {
            error.WriteLine($"spawner: '{file.Path}': {file.Error}");
            exitCode = ExitCodes.Failed;
        }

        return exitCode;
    }

    /// <inheritdoc/>
    public (string Name, JsonNode Value) ToJson(DigestAnswer answer) => ("files", new JsonArray([.. answer.Files.Select(ToJson)]));

    /// <inheritdoc/>
    public string Rate(DigestAnswer answer, double seconds) =>
        string.Create(CultureInfo.InvariantCulture, $"{answer.Bytes / seconds / 1e6:N1} MB/s");

    private static JsonObject ToJson(DigestedFile file) =>
        file.Error is null
            ? new JsonObject { ["path"] = file.Path, ["sha256"] = file.Sha256 }
            : new JsonObject { ["path"] = file.Path, ["error"] = file.Error };
}
