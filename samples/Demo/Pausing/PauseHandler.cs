namespace Spawner.Demo.Pausing;

/// <summary>Lets time pass without holding a slot.</summary>
internal sealed class PauseHandler : ITaskHandler<Pause, Pause>
{
    public static TaskKind<Pause, Pause> Kind => DemoKinds.Pause;

    public async Task<Pause> RunAsync(Pause input, ITaskContext context, CancellationToken cancellationToken)
    {
        await context.DelayAsync(TimeSpan.FromMilliseconds(input.Milliseconds), cancellationToken);
        return input;
    }
}
