using Spawner.Load;

// Throughput, latency and cost of tasks on three silos of this machine, beside what a user would write without them.
return await LoadCommand.Create().Parse(args).InvokeAsync();
