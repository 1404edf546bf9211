using System.Globalization;
using Spawner.Grains.Hosting;

namespace Spawner.Torture.Roles;

/// <summary>What the silos of the torture test run.</summary>
internal sealed class Handlers(SinkClient sink)
{
    private const double NearlyNothing = 0.02;

    // Less than a silo's StopGrace.
    private static readonly TimeSpan Reluctance = TimeSpan.FromSeconds(1.7);

    public void Register(ISpawnerBuilder silo) => silo
        .AddTask(Kinds.Short, RunAsync, task => (task.Mode, task.Weight) = (ExecutionMode.Asynchronous, 1))
        .AddTask(Kinds.Long, RunAsync, task => (task.Mode, task.Weight) = (ExecutionMode.Asynchronous, NearlyNothing))
        .AddTask(Kinds.Reluctant, StopSlowlyAsync, task => (task.Mode, task.Weight) = (ExecutionMode.Asynchronous, NearlyNothing))
        .AddTask(Kinds.Flaky, FailAtFirstAsync, task => (task.Mode, task.Weight) = (ExecutionMode.Asynchronous, NearlyNothing))
        .AddTask(Kinds.Failing, FailAsync, task => (task.Mode, task.Weight) = (ExecutionMode.Asynchronous, NearlyNothing))
        .AddTask(Kinds.Poison, DieAsync, task => (task.Mode, task.Weight) = (ExecutionMode.Asynchronous, NearlyNothing));

    private async Task<string> RunAsync(Work work, ITaskContext context, CancellationToken cancellationToken)
    {
        _ = sink.ShowAsync(Effect.Begin, work.Op, context);
        await Wall.Delay(work.Milliseconds, cancellationToken);
        return await sink.ShowAsync(Effect.Done, work.Op, context)
            ? string.Create(CultureInfo.InvariantCulture, $"{work.Op} {context.Run}")
            : throw new InvalidOperationException($"The sink has seen a later run than {context.Run} of task {context.Id}.");
    }

    private async Task<string> StopSlowlyAsync(Work work, ITaskContext context, CancellationToken cancellationToken)
    {
        try
        {
            return await RunAsync(work, context, cancellationToken);
        }
        catch (OperationCanceledException)
        {
            await Wall.Delay(Reluctance, CancellationToken.None);
            throw;
        }
    }

    private async Task<string> FailAtFirstAsync(Work work, ITaskContext context, CancellationToken cancellationToken)
    {
        var result = await RunAsync(work, context, cancellationToken);
        return context.Attempt < Kinds.Retry.MaximumAttempts ? throw new ExpectedFailureException(work.Op) : result;
    }

    private async Task<string> FailAsync(Work work, ITaskContext context, CancellationToken cancellationToken)
    {
        await RunAsync(work, context, cancellationToken);
        throw new ExpectedFailureException(work.Op);
    }

    private async Task<string> DieAsync(Work work, ITaskContext context, CancellationToken cancellationToken)
    {
        await sink.ShowAsync(Effect.Begin, work.Op, context);
        if (work.Milliseconds % 2 == 0)
        {
            Environment.FailFast($"Poison {work.Op}, run {context.Run}.");
        }

        Environment.Exit(7);
        return work.Op;
    }
}

/// <summary>Thrown by handlers that are to fail.</summary>
internal sealed class ExpectedFailureException(string op) : Exception($"Submission {op} is to fail.");
