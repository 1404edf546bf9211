using System.CommandLine;
using System.Text.Json;
using Spawner.Cli.Api;
using Spawner.Cli.Api.Documents;
using Spawner.Cli.Api.Transport;
using Spawner.Cli.Commands.Shell;
using Spawner.Cli.Contexts;
using Spawner.Cli.Doctoring;
using Spawner.Cli.Terminal;
using Spawner.Cli.Views;
using Spectre.Console;

namespace Spawner.Cli.Commands.Cluster;

/// <summary><c>spawner doctor</c>: looks at everything that the command needs, and says what to do about what is wrong.</summary>
internal static class DoctorCommand
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);

    public static Command Create(CommandShell shell)
    {
        var command = new Command("doctor", CommandHelp.With(
            "Checks settings, connection, token, clock, silos, versions and store; says for each what to do. Ends with 1 if a check fails.", "spawner doctor", "spawner doctor --context production --json"));
        return shell.CompleteUnconnected(command, async (wishes, isJson, _, cancellationToken) =>
        {
            var around = shell.Around;
            var target = new TargetFinder(around).Find(wishes);
            using var transport = new ApiTransport(target.Servers, target.Token, Patience, around.Sockets(), around.Clock);
            using var api = new SpawnerApi(transport, around.Clock);
            var failed = false;
            await foreach (var finding in new Doctor(api, target, around).ExamineAsync(cancellationToken))
            {
                failed |= finding.Verdict == Finding.Fail;
                Print(around, finding, isJson);
                await around.Out.FlushAsync(cancellationToken);
            }

            return failed ? ExitCodes.Failed : ExitCodes.Ok;
        });
    }

    private static void Print(Surroundings around, Finding finding, bool isJson)
    {
        if (isJson)
        {
            around.Out.WriteLine(JsonSerializer.Serialize(finding, ApiJson.Printed.Finding));
            return;
        }

        var table = PlainTable.Create("", "", "").HideHeaders();
        table.Add(PhaseStyle.Of(finding.Verdict), finding.Check, finding.Text);
        if (finding.Advice is not null)
        {
            table.Add("", "", finding.Advice);
        }

        table.Columns[0].Width = 4;
        table.Columns[1].Width = 12;
        Consoles.Create(around, around.Out, around.OutIsTerminal).Write(table);
    }
}
