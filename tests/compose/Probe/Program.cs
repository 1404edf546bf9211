using System.CommandLine;
using Spawner.Probe;

// When it is told to stop, steady work waits for its last tasks and reports; only then may the process end.
var invocation = new InvocationConfiguration { ProcessTerminationTimeout = TimeSpan.FromMinutes(2) };
return await ProbeCommand.Create().Parse(args).InvokeAsync(invocation);
