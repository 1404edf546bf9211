using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Unicode;
using Spawner.Cli.Commands.Access;
using Spawner.Cli.Commands.Tasks;
using Spawner.Cli.Doctoring;
using Spawner.Cli.Mapping;
using Spawner.Cli.Top;

namespace Spawner.Cli.Api.Documents;

/// <summary>
/// JSON contract of the API. It also writes what <c>--json</c> prints: letters of any alphabet as themselves, every control
/// character escaped, so that no text of a task can steer a terminal.
/// </summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(ApiTask))]
[JsonSerializable(typeof(string))]
[JsonSerializable(typeof(TaskList))]
[JsonSerializable(typeof(PhaseCounts))]
[JsonSerializable(typeof(SpawnDocument))]
[JsonSerializable(typeof(SpawnedDocument))]
[JsonSerializable(typeof(BatchDocument))]
[JsonSerializable(typeof(BatchAnswer))]
[JsonSerializable(typeof(Outcome))]
[JsonSerializable(typeof(OutcomesQuestion))]
[JsonSerializable(typeof(OutcomesAnswer))]
[JsonSerializable(typeof(OutputPart))]
[JsonSerializable(typeof(BulkDocument))]
[JsonSerializable(typeof(BulkAnswer))]
[JsonSerializable(typeof(CancelAnswerDocument))]
[JsonSerializable(typeof(RetryTaskDocument))]
[JsonSerializable(typeof(ChangedDocument))]
[JsonSerializable(typeof(SiloList))]
[JsonSerializable(typeof(KindList))]
[JsonSerializable(typeof(Explanation))]
[JsonSerializable(typeof(Me))]
[JsonSerializable(typeof(KeyList))]
[JsonSerializable(typeof(ApiKey))]
[JsonSerializable(typeof(TopFrame))]
[JsonSerializable(typeof(Finding))]
[JsonSerializable(typeof(MapResult))]
[JsonSerializable(typeof(ContextDocument))]
[JsonSerializable(typeof(ChangedTask))]
[JsonSerializable(typeof(ApiSilo))]
[JsonSerializable(typeof(ApiKind))]
[JsonSerializable(typeof(OutcomeEntry))]
[JsonSerializable(typeof(NewKeyDocument))]
[JsonSerializable(typeof(Problem))]
internal sealed partial class ApiJson : JsonSerializerContext
{
    public static ApiJson Printed { get; } = new(new JsonSerializerOptions(JsonSerializerDefaults.Web)
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = JavaScriptEncoder.Create(UnicodeRanges.All),
    });
}
