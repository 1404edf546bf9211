using System.Collections.Concurrent;
using Spawner.Grains.Hosting;

namespace Spawner.Api.Tests.Running;

/// <summary>What silos of these tests run.</summary>
internal static class TestKinds
{
    /// <summary>Gives back its input, byte for byte.</summary>
    public static readonly TaskKind<RawJson, RawJson> Echo = new("test.echo");

    /// <summary>Reports a progress, waits for the gate of that name, and tells its name.</summary>
    public static readonly TaskKind<string, string> Hold = new("test.hold");

    /// <summary>Fails with its input as the message.</summary>
    public static readonly TaskKind<string, bool> Fail = new("test.fail");

    /// <summary>Writes a line, waits for the gate of that name, and writes another one.</summary>
    public static readonly TaskKind<string, bool> Write = new("test.write");

    private static readonly ConcurrentDictionary<string, TaskCompletionSource> Gates = new();

    /// <summary>Lets a task go on that waits, or will.</summary>
    public static void Open(string gate) => Of(gate).TrySetResult();

    public static void Register(ISpawnerBuilder tasks) => tasks
        .AddTask(Echo, (input, context, cancel) => Task.FromResult(input))
        .AddTask(Hold, async (input, context, cancel) =>
        {
            context.ReportProgress(0.5, $"holding {input}");
            await Of(input).Task.WaitAsync(cancel);
            return input;
        })
        .AddTask(Fail, (input, context, cancel) => Task.FromException<bool>(new InvalidOperationException(input)))
        .AddTask(Write, async (input, context, cancel) =>
        {
            await context.Output.WriteLineAsync($"before {input}");
            await context.Output.FlushAsync(cancel);
            await Of(input).Task.WaitAsync(cancel);
            await context.Output.WriteLineAsync($"after {input}");
            return true;
        });

    private static TaskCompletionSource Of(string gate) => Gates.GetOrAdd(gate, _ => new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
}
