using Spawner;
using Spawner.Load.Host;
using Spawner.Silo;
using Spawner.TestHost;

return await SpawnerHost.RunAsync(args, silo => silo
    .AddTask(LoadKinds.NoOp, (text, _, _) => Task.FromResult(text.Length), noOp => noOp.Mode = ExecutionMode.Asynchronous)
    .AddTask(LoadKinds.Hold, Gate.HoldAsync, hold => (hold.Mode, hold.Weight) = (ExecutionMode.Asynchronous, 1))
    .AddTask(LoadKinds.Pause, PauseAsync, pause => (pause.Mode, pause.Weight) = (ExecutionMode.Asynchronous, 1))
    .AddTask(LoadKinds.Burn, (time, _, _) => Task.FromResult(ThreadTime.Burn(time))));

static async Task<TimeSpan> PauseAsync(TimeSpan time, ITaskContext context, CancellationToken cancellationToken)
{
    await Task.Delay(time, TimeProvider.System, cancellationToken);
    return time;
}
