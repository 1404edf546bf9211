using System.CommandLine;
using Spawner.Probe;

// The commands handle interruption themselves: steady work reports what it did when it is told to stop.
return await ProbeCommand.Create().Parse(args).InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = null });
