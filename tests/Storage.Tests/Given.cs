using System.Text;

namespace Spawner.Storage.Tests;

/// <summary>Tasks and writes as tests want them.</summary>
internal static class Given
{
    public static TaskDefinition Task(
        string kind = "kind",
        string? key = null,
        string taskNamespace = "default",
        IReadOnlyDictionary<string, string>? tags = null,
        Guid? unique = null,
        string input = "{}",
        TaskKey? uniqueKey = null) => new()
        {
            Unique = unique ?? Guid.CreateVersion7(),
            Namespace = taskNamespace,
            Submitter = "somebody",
            Kind = kind,
            Name = "a name",
            Key = uniqueKey ?? (key is null ? null : new TaskKey(key)),
            Tags = tags ?? new Dictionary<string, string>(),
            Settings = Bytes("settings"),
            Input = Bytes(input),
        };

    public static TaskFailure Failure(string type = "Some.Exception", string message = "It broke") => new() { Type = type, Message = message, Stack = "at here" };

    public static ReadOnlyMemory<byte> Bytes(string text) => Encoding.UTF8.GetBytes(text);

    public static string Text(ReadOnlyMemory<byte>? bytes) => Encoding.UTF8.GetString(bytes!.Value.Span);
}
