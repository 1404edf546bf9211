namespace Spawner.Demo.Pausing;

/// <summary>Lets time pass.</summary>
internal sealed class PauseHandler(TimeProvider clock) : ITaskHandler<Pause, Pause>
{
    public static TaskKind<Pause, Pause> Kind => DemoKinds.Pause;

    public async Task<Pause> RunAsync(Pause input, ITaskContext context, CancellationToken cancellationToken)
    {
        var time = TimeSpan.FromMilliseconds(input.Milliseconds);
        await (input.HoldsSlot ? Task.Delay(time, clock, cancellationToken) : context.DelayAsync(time, cancellationToken));
        return input;
    }
}
