using Microsoft.Extensions.DependencyInjection;
using Spawner;
using Spawner.Silo;
using Spawner.TestHost;

return await SpawnerHost.RunAsync(args, silo => silo
    .AddTask<HoldHandler>(hold => (hold.Mode, hold.Weight) = (ExecutionMode.Asynchronous, 1))
    .AddTask<OpenHandler>(open => (open.Mode, open.Weight) = (ExecutionMode.Asynchronous, 0))
    .AddTask<PauseHandler>(pause => (pause.Mode, pause.Weight) = (ExecutionMode.Asynchronous, 1))
    .AddTask<BurnHandler>()
    .AddTask<BlockHandler>(block => block.Weight = 0.001)
    .AddTask<SpinHandler>()
    .AddTask<UpperHandler>(upper => (upper.Mode, upper.Weight) = (ExecutionMode.Asynchronous, 0.1))
    .AddTask<WriteHandler>(write => (write.Mode, write.Weight) = (ExecutionMode.Asynchronous, 0)));
