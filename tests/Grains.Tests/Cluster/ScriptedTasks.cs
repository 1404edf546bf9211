using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Spawner.Grains.Hosting;

namespace Spawner.Grains.Tests.Cluster;

/// <summary>Task kinds whose handlers do what a test tells them.</summary>
internal static class ScriptedTasks
{
    public static readonly TaskKind<string, string> Echo = new("test.echo");
    public static readonly TaskKind<string, string> Throw = new("test.throw");
    public static readonly TaskKind<string, string> Gate = new("test.gate");
    public static readonly TaskKind<string, string> Plan = new("test.plan");
    public static readonly TaskKind<string, string> TriedTwice = new("test.tried-twice");
    public static readonly TaskKind<string, string> Wait = new("test.wait");
    public static readonly TaskKind<string, string> Stubborn = new("test.stubborn");
    public static readonly TaskKind<string, string> Where = new("test.where");
    public static readonly TaskKind<string, string> Fragile = new("test.fragile");
    public static readonly TaskKind<string, string> Spin = new("test.spin");
    public static readonly TaskKind<string, string> Act = new("test.act");
    public static readonly TaskKind<string, int> Length = new("test.length", aliases: ["test.old-length"]);
    public static readonly TaskKind<string, string> Door = new("test.door");
    public static readonly TaskKind<string, string> Unregistered = new("test.unregistered");

    private static readonly ConcurrentDictionary<string, Script> Scripts = new();

    /// <summary>The script of the tasks whose input is this name.</summary>
    public static Script Of(string name) => Scripts.GetOrAdd(name, _ => new Script());

    public static void Register(ISpawnerBuilder tasks) => tasks
        .AddTask(Echo, (input, _, _) => Task.FromResult(input), t => t.Mode = ExecutionMode.Asynchronous)
        .AddTask(Throw, (input, _, _) => throw new InvalidOperationException(input), t => t.Mode = ExecutionMode.Asynchronous)
        .AddTask(Door, (name, context, _) => RunDoor(name, context), t => t.Mode = ExecutionMode.Asynchronous)
        .AddTask(Gate, RunGateAsync, t => (t.Mode, t.Weight) = (ExecutionMode.Asynchronous, 1))
        .AddTask(Plan, RunPlanAsync, t => (t.Mode, t.Weight) = (ExecutionMode.Asynchronous, 1))
        .AddTask(TriedTwice, RunPlanAsync, t => (t.Mode, t.Retry) = (ExecutionMode.Asynchronous, new RetryPolicy { MaximumAttempts = 2, Delay = TimeSpan.Zero }))
        .AddTask(Wait, RunWaitAsync, t => (t.Mode, t.Weight) = (ExecutionMode.Asynchronous, 1))
        .AddTask(Stubborn, (input, _, _) => Of(input).OpenedAsync(CancellationToken.None), t => (t.Mode, t.Weight) = (ExecutionMode.Asynchronous, 0))
        .AddTask(Spin, Spinner)
        .AddTask<WhereHandler>()
        .AddTask<FragileHandler>(t => t.Mode = ExecutionMode.Asynchronous)
        .AddTask<ActHandler>(t => (t.Mode, t.Weight) = (ExecutionMode.Asynchronous, 1))
        .AddTask(Length, (input, _, _) => Task.FromResult(input.Length));

    /// <summary>Fails until it is open.</summary>
    private static Task<string> RunDoor(string name, ITaskContext context)
    {
        var script = Of(name);
        script.OnStarted(context);
        return script.IsOpen ? Task.FromResult(name) : throw new InvalidOperationException($"The door {name} is shut.");
    }

    private static async Task<string> RunGateAsync(string name, ITaskContext context, CancellationToken stop)
    {
        var script = Of(name);
        script.OnStarted(context);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(stop, context.SiloLeaving);
        return await script.OpenedAsync(either.Token);
    }

    private static Task<string> RunPlanAsync(string name, ITaskContext context, CancellationToken stop)
    {
        var script = Of(name);
        script.OnStarted(context);
        return script.Plan(context, stop);
    }

    private static async Task<string> RunWaitAsync(string name, ITaskContext context, CancellationToken stop)
    {
        var script = Of(name);
        script.OnStarted(context);
        await context.WaitAsync(script.OpenedAsync(stop), stop);
        return name;
    }

    private static Task<string> Spinner(string name, ITaskContext context, CancellationToken stop)
    {
        Of(name).OnStarted(context);
        while (!stop.IsCancellationRequested && !Of(name).IsOpen)
        {
            Thread.SpinWait(1000);
        }

        return Task.FromResult(name);
    }

    /// <summary>Fails on the silos whose addresses its input names.</summary>
    private sealed class FragileHandler(ILocalSiloDetails silo) : ITaskHandler<string, string>
    {
        public static TaskKind<string, string> Kind => Fragile;

        public Task<string> RunAsync(string input, ITaskContext context, CancellationToken cancellationToken) =>
            input.Contains(silo.SiloAddress.ToParsableString(), StringComparison.Ordinal)
                ? throw new InvalidOperationException("This silo is broken.")
                : Task.FromResult(silo.SiloAddress.ToParsableString());
    }

    /// <summary>Does what its script says.</summary>
    private sealed class ActHandler(ILoggerFactory loggers) : ITaskHandler<string, string>
    {
        public static TaskKind<string, string> Kind => Act;

        public Task<string> RunAsync(string input, ITaskContext context, CancellationToken cancellationToken)
        {
            Of(input).OnStarted(context);
            return Of(input).Body!(context, loggers, cancellationToken);
        }
    }

    /// <summary>Says on which silo it ran.</summary>
    private sealed class WhereHandler(ILocalSiloDetails silo) : ITaskHandler<string, string>
    {
        public static TaskKind<string, string> Kind => Where;

        public Task<string> RunAsync(string input, ITaskContext context, CancellationToken cancellationToken) =>
            Task.FromResult(silo.SiloAddress.ToParsableString());
    }
}

/// <summary>Handlers wait at it until the test opens it; the test waits until they have started.</summary>
internal sealed class Script
{
    private readonly TaskCompletionSource _open = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly SemaphoreSlim _started = new(0);

    public ConcurrentQueue<ITaskContext> Contexts { get; } = new();

    /// <summary>What each run of a <see cref="ScriptedTasks.Plan"/> does.</summary>
    public Func<ITaskContext, CancellationToken, Task<string>> Plan { get; set; } = (_, _) => Task.FromResult("done");

    /// <summary>What an <see cref="ScriptedTasks.Act"/> does.</summary>
    public Func<ITaskContext, ILoggerFactory, CancellationToken, Task<string>>? Body { get; set; }

    public bool IsOpen => _open.Task.IsCompleted;

    public void OnStarted(ITaskContext context)
    {
        Contexts.Enqueue(context);
        _started.Release();
    }

    public async Task StartedAsync(int count = 1)
    {
        for (var i = 0; i < count; i++)
        {
            Assert.True(await _started.WaitAsync(TimeSpan.FromSeconds(30)), $"Only {i} of {count} handlers started.");
        }
    }

    public void Open() => _open.TrySetResult();

    public async Task<string> OpenedAsync(CancellationToken stop)
    {
        await _open.Task.WaitAsync(stop);
        return "opened";
    }
}
