using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Spawner.Api.Access;
using Spawner.Api.Access.Keys;
using Spawner.Api.Events;
using Spawner.Api.Kinds;
using Spawner.Api.Placement;
using Spawner.Api.Problems;
using Spawner.Api.Silos;
using Spawner.Api.Tasks;

namespace Spawner.Api.Json;

/// <summary>JSON contracts of all that the API reads and writes.</summary>
[JsonSourceGenerationOptions(
    JsonSerializerDefaults.Web,
    AllowDuplicateProperties = false,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    MaxDepth = Depth,
    NumberHandling = JsonNumberHandling.Strict,
    PropertyNameCaseInsensitive = false,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow)]
[JsonSerializable(typeof(Problem))]
[JsonSerializable(typeof(SpawnBody))]
[JsonSerializable(typeof(SpawnedView))]
[JsonSerializable(typeof(BatchBody))]
[JsonSerializable(typeof(BatchView))]
[JsonSerializable(typeof(TaskView))]
[JsonSerializable(typeof(TaskPageView))]
[JsonSerializable(typeof(TaskCountsView))]
[JsonSerializable(typeof(OutcomeView))]
[JsonSerializable(typeof(OutcomesBody))]
[JsonSerializable(typeof(OutcomesView))]
[JsonSerializable(typeof(OutputView))]
[JsonSerializable(typeof(CancelView))]
[JsonSerializable(typeof(RetryBody))]
[JsonSerializable(typeof(RetriedView))]
[JsonSerializable(typeof(ChangeBody))]
[JsonSerializable(typeof(ChangesView))]
[JsonSerializable(typeof(KindsView))]
[JsonSerializable(typeof(SilosView))]
[JsonSerializable(typeof(ExplanationView))]
[JsonSerializable(typeof(ForecastView))]
[JsonSerializable(typeof(SelfView))]
[JsonSerializable(typeof(KeyBodyToMake))]
[JsonSerializable(typeof(KeyView))]
[JsonSerializable(typeof(KeysView))]
[JsonSerializable(typeof(KeyFileContent))]
internal sealed partial class ApiJson : JsonSerializerContext
{
    /// <summary>Handlers read no deeper JSON either.</summary>
    public const int Depth = 64;

    public static JsonTypeInfo<T> Of<T>() => (JsonTypeInfo<T>)Of(typeof(T));

    public static JsonTypeInfo Of(Type type) => Default.GetTypeInfo(type) ?? throw new ArgumentException($"{type} is no type of the API's JSON.", nameof(type));
}
