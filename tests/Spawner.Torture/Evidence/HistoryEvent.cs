using System.Text.Json;
using System.Text.Json.Serialization;

namespace Spawner.Torture.Evidence;

/// <summary>A line of a client's history.</summary>
/// <param name="At">When; <see cref="Wall"/>.</param>
/// <param name="What">One of the constants.</param>
/// <param name="Op">The submission.</param>
internal sealed record HistoryEvent(long At, string What, string Op)
{
    /// <summary>It is about to be submitted.</summary>
    public const string Invoke = "invoke";

    /// <summary>It was acknowledged.</summary>
    public const string Ok = "ok";

    /// <summary>It was refused for good: it must never run.</summary>
    public const string Fail = "fail";

    /// <summary>Nobody knows.</summary>
    public const string Info = "info";

    /// <summary>How it ended, as the cluster told the client.</summary>
    public const string End = "end";

    /// <summary>What a cancellation was answered.</summary>
    public const string Cancel = "cancel";

    /// <summary>An exception that the client library names.</summary>
    public const string Failure = "failure";

    /// <summary>Any other exception.</summary>
    public const string Unexpected = "unexpected";

    public string? Kind { get; init; }

    /// <summary>Number of the task, where the client chose it itself.</summary>
    public Guid? Unique { get; init; }

    /// <summary>Id of the task.</summary>
    public string? Task { get; init; }

    public TaskPhase? Phase { get; init; }

    public int? Run { get; init; }

    public string? Text { get; init; }

    public string ToLine() => JsonSerializer.Serialize(this, HistoryContext.Default.HistoryEvent);

    /// <summary>All events of a history; a last line that was not written to its end is left out.</summary>
    public static IEnumerable<HistoryEvent> ReadAll(string file)
    {
        var text = File.ReadAllText(file);
        return text[..(text.LastIndexOf('\n') + 1)].Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => JsonSerializer.Deserialize(line, HistoryContext.Default.HistoryEvent)!);
    }
}

[JsonSourceGenerationOptions(DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, UseStringEnumConverter = true)]
[JsonSerializable(typeof(HistoryEvent))]
internal sealed partial class HistoryContext : JsonSerializerContext;
