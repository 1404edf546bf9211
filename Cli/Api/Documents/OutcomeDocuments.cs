using System.Text.Json;

namespace Spawner.Cli.Api.Documents;

/// <summary>How a task stands; with its result once it has succeeded and the caller may read it.</summary>
internal sealed record Outcome(ApiTask Task, JsonElement? Result);

internal sealed record OutcomesQuestion(IReadOnlyList<string> Ids, int WaitSeconds);

internal sealed record OutcomesAnswer(IReadOnlyList<OutcomeEntry> Outcomes);

internal sealed record OutcomeEntry(string Id, ApiTask? Task, JsonElement? Result, Problem? Problem);

/// <summary>A part of what a task has written.</summary>
/// <param name="From">Where it starts.</param>
/// <param name="Text">The text.</param>
/// <param name="Next">Where the next part starts.</param>
/// <param name="Dropped">How much before it is no longer kept.</param>
/// <param name="IsLast">Whether nothing can follow.</param>
internal sealed record OutputPart(long From, string Text, long Next, long Dropped, bool IsLast);
