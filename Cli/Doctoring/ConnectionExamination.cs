using System.Runtime.CompilerServices;
using Spawner.Cli.Api;
using Spawner.Cli.Commands.Options;
using Spawner.Cli.Contexts;

namespace Spawner.Cli.Doctoring;

/// <summary>Looks at whether a server answers, and whom it takes the user for.</summary>
internal sealed class ConnectionExamination(SpawnerApi api, Target target, TimeProvider clock)
{
    private static readonly TimeSpan LargestSkew = TimeSpan.FromSeconds(5);

    public async IAsyncEnumerable<Finding> ExamineAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var (connection, time) = await ConnectAsync(cancellationToken);
        yield return connection;
        if (connection.Verdict == Finding.Fail)
        {
            yield break;
        }

        if (time is { } served)
        {
            var skew = (clock.GetUtcNow() - served).Duration();
            yield return skew <= LargestSkew
                ? new("clock", Finding.Pass, "agrees with the server's")
                : new("clock", Finding.Warn, $"differs from the server's by {Durations.Format(skew)}", "Set the clocks by NTP: start times and ages are wrong by as much.");
        }

        yield return await IdentifyAsync(cancellationToken);
    }

    private async Task<(Finding Finding, DateTimeOffset? Clock)> ConnectAsync(CancellationToken cancellationToken)
    {
        try
        {
            var (status, time) = await api.ProbeHealthAsync(cancellationToken);
            return (status switch
            {
                200 => new Finding("connection", Finding.Pass, "the server answers and takes tasks"),
                503 => new Finding("connection", Finding.Warn, "the server answers, but does not take tasks now", "It may be starting or leaving; its log and /health/ready say why."),
                _ => new Finding("connection", Finding.Pass, "the server answers"),
            }, time);
        }
        catch (NoConnectionException failure)
        {
            return (new Finding("connection", Finding.Fail, failure.Message, "Is a silo running there, and does its Spawner:Silo:HttpUrl say so? On another machine: is the port open?"), null);
        }
    }

    private async Task<Finding> IdentifyAsync(CancellationToken cancellationToken)
    {
        try
        {
            var me = await api.GetMeAsync(cancellationToken);
            return new("identity", Finding.Pass, $"{me.Name}: {string.Join(", ", me.Roles ?? [])} in namespace {me.Namespace}");
        }
        catch (CommandException failure)
        {
            return new("identity", Finding.Fail, failure.Message, failure.ExitCode switch
            {
                ExitCodes.Denied when target.Token is null => "A token is needed: 'spawner login'.",
                ExitCodes.Denied => $"The token from {target.TokenFrom} is not accepted: it may have expired or been revoked.",
                ExitCodes.NotFound => "What answers there is no Spawner server of this version, or its API is switched off (Spawner:Api:Enabled).",
                _ => null,
            });
        }
    }
}
