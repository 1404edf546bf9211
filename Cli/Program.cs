using System.CommandLine;
using System.CommandLine.Invocation;
using Spawner.Cli;
using Spawner.Cli.Commands;
using Spawner.Cli.Terminal;

var parsed = SpawnerCommand.Parse(args, Surroundings.OfProcess());
if (parsed.Action is ParseErrorAction refusal)
{
    // The message says what is accepted; the whole help would bury it.
    refusal.ShowHelp = false;
    await parsed.InvokeAsync();
    return ExitCodes.BadArguments;
}

// The commands handle interruption themselves: they stop what they started before they return.
return await parsed.InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = null });
