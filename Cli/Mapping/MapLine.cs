using System.Text.Json;

namespace Spawner.Cli.Mapping;

/// <summary>A line that is to become a task.</summary>
/// <param name="Number">Its number; the first is 1.</param>
/// <param name="Input">The task's input.</param>
/// <param name="Bytes">How large the line is.</param>
/// <param name="Problem">Why it cannot become one.</param>
internal readonly record struct MapLine(long Number, JsonElement Input, int Bytes, string? Problem = null);
