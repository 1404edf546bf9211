using Spawner.Cli.Api.Documents;
using Spawner.Cli.Commands.Shell;

namespace Spawner.Cli.Commands.Tasks;

/// <summary>Tells how a task ended.</summary>
internal static class OutcomeReport
{
    /// <summary>Prints the result of a success, and tells of anything else on standard error.</summary>
    /// <returns>The exit code.</returns>
    public static int Tell(Session session, Outcome outcome, bool withResult)
    {
        if (outcome.Task.Phase == Phases.Succeeded)
        {
            if (withResult)
            {
                session.PrintResult(outcome.Result);
            }

            return ExitCodes.Ok;
        }

        session.Tell($"spawner: task {outcome.Task.Id} {Reason(outcome.Task)}");
        return ExitCodes.Failed;
    }

    /// <summary>How a task ended, and why.</summary>
    public static string Reason(ApiTask task) => task.Failure is { } failure ? $"{Words(task.Phase)}: {failure.Message}" : Words(task.Phase);

    private static string Words(string phase) => phase switch
    {
        "timedOut" => "timed out",
        "cancelled" => "was cancelled",
        "lost" => "was lost with its silo",
        _ => phase,
    };
}
