using System.Text.Json;
using System.Text.Json.Serialization;

namespace Spawner.Cli.Contexts;

/// <summary>What the file of contexts holds: the clusters that this user knows, and the one that is meant without a word.</summary>
internal sealed record ContextFile
{
    public string? Current { get; init; }

    public IReadOnlyDictionary<string, ClusterContext> Contexts { get; init; } = new Dictionary<string, ClusterContext>();
}

/// <summary>A cluster: its servers, each as good as the others, and the user's token for it.</summary>
internal sealed record ClusterContext(IReadOnlyList<Uri> Urls, string? Token);

/// <summary>JSON contract of the file.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, WriteIndented = true, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(ContextFile))]
internal sealed partial class ContextJson : JsonSerializerContext;
