using System.Collections.Concurrent;
using Microsoft.Extensions.Options;
using Spawner.Grains.ClusterLoad;

namespace Spawner.TestHost;

/// <summary>Gates of this process.</summary>
internal static class Gates
{
    private static readonly ConcurrentDictionary<string, TaskCompletionSource> All = new();

    public static TaskCompletionSource Of(string name) =>
        All.GetOrAdd(name, _ => new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
}

internal sealed class HoldHandler(IOptions<SiloIdentityOptions> silo) : ITaskHandler<string, string>
{
    public static TaskKind<string, string> Kind => TestKinds.Hold;

    public async Task<string> RunAsync(string input, ITaskContext context, CancellationToken cancellationToken)
    {
        await context.WaitAsync(Gates.Of(input).Task, cancellationToken);
        return silo.Value.Name!;
    }
}

internal sealed class OpenHandler : ITaskHandler<string, bool>
{
    public static TaskKind<string, bool> Kind => TestKinds.Open;

    public Task<bool> RunAsync(string input, ITaskContext context, CancellationToken cancellationToken) =>
        Task.FromResult(Gates.Of(input).TrySetResult());
}

internal sealed class PauseHandler(IOptions<SiloIdentityOptions> silo, TimeProvider clock) : ITaskHandler<int, string>
{
    public static TaskKind<int, string> Kind => TestKinds.Pause;

    public async Task<string> RunAsync(int input, ITaskContext context, CancellationToken cancellationToken)
    {
        await Task.Delay(TimeSpan.FromMilliseconds(input), clock, cancellationToken);
        return silo.Value.Name!;
    }
}

internal sealed class BurnHandler : ITaskHandler<int, double>
{
    public static TaskKind<int, double> Kind => TestKinds.Burn;

    public Task<double> RunAsync(int input, ITaskContext context, CancellationToken cancellationToken) =>
        Task.FromResult(ThreadTime.Burn(TimeSpan.FromMilliseconds(input)).TotalMilliseconds);
}

internal sealed class BlockHandler : ITaskHandler<string, bool>
{
    public static TaskKind<string, bool> Kind => TestKinds.Block;

    public Task<bool> RunAsync(string input, ITaskContext context, CancellationToken cancellationToken)
    {
        Gates.Of(input).Task.Wait(cancellationToken);
        return Task.FromResult(true);
    }
}

internal sealed class SpinHandler : ITaskHandler<int, bool>
{
    public static TaskKind<int, bool> Kind => TestKinds.Spin;

    public Task<bool> RunAsync(int input, ITaskContext context, CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            Thread.SpinWait(1000);
        }

        return Task.FromResult(true);
    }
}

internal sealed class UpperHandler : ITaskHandler<string, string>
{
    public static TaskKind<string, string> Kind => TestKinds.Upper;

    public Task<string> RunAsync(string input, ITaskContext context, CancellationToken cancellationToken) =>
        input.StartsWith("fail", StringComparison.Ordinal) ? throw new InvalidOperationException($"No: {input}") : Task.FromResult(input.ToUpperInvariant());
}

internal sealed class WriteHandler : ITaskHandler<string, bool>
{
    public static TaskKind<string, bool> Kind => TestKinds.Write;

    public async Task<bool> RunAsync(string input, ITaskContext context, CancellationToken cancellationToken)
    {
        await context.Output.WriteLineAsync(input.AsMemory(), cancellationToken);
        context.ReportProgress(0.5, "written");
        await context.WaitAsync(Gates.Of(input).Task, cancellationToken);
        await context.Output.WriteLineAsync("done".AsMemory(), cancellationToken);
        return true;
    }
}
