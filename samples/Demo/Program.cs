using Spawner;
using Spawner.Demo;
using Spawner.Demo.Digest;
using Spawner.Demo.Pausing;
using Spawner.Demo.Primes;
using Spawner.Silo;

StandardInputWatch.StartIfAsked(args);
return await SpawnerHost.RunAsync(args, silo => silo
    .AddTask<CountPrimesHandler>()
    .AddTask<LargestPrimeHandler>()
    .AddTask<DigestHandler>()
    .AddTask<PauseHandler>(pause => pause.Mode = ExecutionMode.Asynchronous));
