using System.CommandLine;
using System.CommandLine.Invocation;
using Spawner.Cli;
using Spawner.Cli.Commands;

var parsed = SpawnerCommand.Parse(args);

// The commands handle interruption themselves: they stop what they started before they return.
var exitCode = await parsed.InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = null });
return parsed.Action is ParseErrorAction ? ExitCodes.BadArguments : exitCode;
