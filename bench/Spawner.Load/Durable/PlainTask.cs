using System.Text;

namespace Spawner.Load.Durable;

/// <summary>What a durable task writes down, for those who write it with nothing around it.</summary>
internal readonly record struct PlainTask(Guid Id)
{
    public const string Kind = "load.noop";
    public const string Namespace = "default";
    public const string Submitter = "bench";

    /// <summary>As long as what Spawner records of how the task was spawned.</summary>
    public static readonly byte[] Settings = Encoding.UTF8.GetBytes(new string('s', 50));

    public static readonly byte[] Input = Encoding.UTF8.GetBytes($"\"{Payload.Text}\"");

    public static readonly byte[] Result = "62"u8.ToArray();

    public static PlainTask[] New(int count) => [.. Enumerable.Range(0, count).Select(_ => new PlainTask(Guid.CreateVersion7()))];
}
