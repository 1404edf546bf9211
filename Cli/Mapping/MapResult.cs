using System.Text.Json;

namespace Spawner.Cli.Mapping;

/// <summary>What became of a line: a result, or a failure.</summary>
/// <param name="Line">The line's number.</param>
/// <param name="Id">Its task; <see langword="null"/> if it became none.</param>
/// <param name="Result">What the task returned.</param>
/// <param name="Failure">Why there is no result.</param>
internal sealed record MapResult(long Line, string? Id, JsonElement? Result, string? Failure)
{
    public static MapResult Failed(long line, string reason, string? id = null) => new(line, id, null, reason);
}
