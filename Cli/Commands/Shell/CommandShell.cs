using System.CommandLine;
using System.Text;
using Spawner.Cli.Api;
using Spawner.Cli.Api.Transport;
using Spawner.Cli.Contexts;
using Spawner.Cli.Terminal;

namespace Spawner.Cli.Commands.Shell;

/// <summary>Makes commands that talk to a cluster, runs them, and turns what went wrong into a message and an exit code.</summary>
internal sealed class CommandShell(Surroundings around)
{
    private readonly CommonOptions _common = new();

    public Surroundings Around => around;

    /// <summary>Gives a command the options of all, and what it does.</summary>
    public Command Complete(Command command, Func<Session, ParseResult, CancellationToken, Task<int>> body)
    {
        _common.AddTo(command);
        command.SetAction((parsed, cancellationToken) => GuardAsync(async interrupted =>
        {
            var target = new TargetFinder(around).Find(_common.Read(parsed));
            using var transport = new ApiTransport(target.Servers, target.Token, _common.Patience(parsed), around.Sockets(), around.Clock);
            using var api = new SpawnerApi(transport, around.Clock);
            return await body(new Session(around, api, parsed.GetValue(_common.Json)), parsed, interrupted);
        }, cancellationToken));
        return command;
    }

    /// <summary>Gives a command the options of all, and what it does; it makes its own connection, if any.</summary>
    public Command CompleteUnconnected(Command command, Func<TargetWishes, bool, ParseResult, CancellationToken, Task<int>> body)
    {
        _common.AddTo(command);
        command.SetAction((parsed, cancellationToken) => GuardAsync(
            interrupted => body(_common.Read(parsed), parsed.GetValue(_common.Json), parsed, interrupted), cancellationToken));
        return command;
    }

    /// <summary>Runs a command's body.</summary>
    /// <returns>The exit code.</returns>
    public async Task<int> GuardAsync(Func<CancellationToken, Task<int>> body, CancellationToken cancellationToken)
    {
        using var interruption = new Running.Interruption();
        using var either = CancellationTokenSource.CreateLinkedTokenSource(interruption.Token, cancellationToken);
        try
        {
            var exitCode = await body(either.Token);
            await around.Out.FlushAsync(CancellationToken.None);
            return exitCode;
        }
        catch (OperationCanceledException) when (either.IsCancellationRequested)
        {
            return await EndAsync(ExitCodes.Interrupted, "interrupted");
        }
        catch (CommandException failure)
        {
            return await EndAsync(failure.ExitCode, failure.Message);
        }
        catch (DecoderFallbackException)
        {
            return await EndAsync(ExitCodes.BadArguments, "standard input is not UTF-8");
        }
        catch (IOException)
        {
            // Nobody reads the output any more, as after 'spawner ps | head': there is nobody to tell, and nothing wrong.
            return ExitCodes.Failed;
        }
    }

    private async Task<int> EndAsync(int exitCode, string message)
    {
        try
        {
            await around.Out.FlushAsync(CancellationToken.None);
        }
        catch (IOException)
        {
            // As above; the message goes elsewhere.
        }

        await around.Error.WriteLineAsync($"spawner: {SafeText.Block(message)}");
        return exitCode;
    }
}
