using Spawner.Contracts;
using Spawner.Grains.Execution;

namespace Spawner.Grains.Hosting;

/// <summary>Turns registrations into services.</summary>
internal sealed class SpawnerBuilder(IServiceCollection services) : ISpawnerBuilder
{
    public ISpawnerBuilder AddTask<THandler>(Action<TaskRegistration>? configure = null)
        where THandler : class
    {
        var contracts = typeof(THandler).GetInterfaces()
            .Where(i => i.IsGenericType && i.GetGenericTypeDefinition() == typeof(ITaskHandler<,>))
            .ToList();
        if (contracts.Count != 1)
        {
            throw new ArgumentException(
                $"{typeof(THandler)} implements {contracts.Count} task handlers. Accepted: a class that implements ITaskHandler<TInput, TResult> once.");
        }

        var adder = typeof(SpawnerBuilder)
            .GetMethod(nameof(AddHandler), System.Reflection.BindingFlags.NonPublic | System.Reflection.BindingFlags.Instance)!
            .MakeGenericMethod([typeof(THandler), .. contracts[0].GetGenericArguments()]);
        adder.Invoke(this, System.Reflection.BindingFlags.DoNotWrapExceptions, binder: null, [configure], culture: null);
        return this;
    }

    public ISpawnerBuilder AddTask<TInput, TResult>(
        TaskKind<TInput, TResult> kind,
        Func<TInput, ITaskContext, CancellationToken, Task<TResult>> handler,
        Action<TaskRegistration>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(kind);
        ArgumentNullException.ThrowIfNull(handler);
        return Add(kind, (_, input, context, cancellationToken) => handler(input, context, cancellationToken), needsServices: false, configure);
    }

    private ISpawnerBuilder AddHandler<THandler, TInput, TResult>(Action<TaskRegistration>? configure)
        where THandler : class, ITaskHandler<TInput, TResult>
    {
        var factory = ActivatorUtilities.CreateFactory<THandler>([]);
        return Add(
            THandler.Kind,
            (services, input, context, cancellationToken) => factory(services!, []).RunAsync(input, context, cancellationToken),
            needsServices: true,
            configure);
    }

    private SpawnerBuilder Add<TInput, TResult>(
        TaskKind<TInput, TResult> kind,
        Func<IServiceProvider?, TInput, ITaskContext, CancellationToken, Task<TResult>> handler,
        bool needsServices,
        Action<TaskRegistration>? configure)
    {
        var options = new TaskRegistration();
        configure?.Invoke(options);
        var weight = options.Weight ?? (options.Mode == ExecutionMode.Dedicated ? 1 : 0.05);
        if (weight is not (>= 0 and <= SpawnLimits.MaximumWeight))
        {
            throw new ArgumentOutOfRangeException(
                nameof(configure), weight, $"Kind '{kind.Name}': the weight is not accepted. Accepted: 0 to {SpawnLimits.MaximumWeight} slots.");
        }

        if (TemplateRules.Validate(new TaskTemplate { Kind = kind.Name, Retry = options.Retry }).ToList() is { Count: > 0 } problems)
        {
            throw new ArgumentException($"Kind '{kind.Name}': {string.Join(' ', problems)}", nameof(configure));
        }

        services.AddSingleton(new HandlerRegistration
        {
            Kind = kind,
            Mode = options.Mode,
            Weight = weight,
            Retry = options.Retry,
            NeedsServices = needsServices,
            Invoke = HandlerRegistrations.Invoker(kind, handler),
        });
        return this;
    }
}
