using System.CommandLine;
using Spawner.Cli.Commands.Options;
using Spawner.Cli.Commands.Shell;
using Spawner.Cli.Top;

namespace Spawner.Cli.Commands.Cluster;

/// <summary><c>spawner top</c>: the cluster at work, over the whole terminal.</summary>
internal static class TopCommand
{
    private const int UsualPeriod = 2;
    private const int PlainHeight = 60;

    public static Command Create(CommandShell shell)
    {
        var every = NumberOption.Create("--every", $"Seconds between two looks, 1 to 60 [default: {UsualPeriod}]", 1, 60);
        var sort = ChoiceOption.Create("--sort", $"Order of the silos: {string.Join(", ", TopSort.Names)} [default: {TopSort.Names[0]}]", "BY", TopSort.Names);
        var once = new Option<bool>("--once") { Description = "Print one look as plain text and end; so it does where the output is no terminal" };
        var command = new Command("top", CommandHelp.With(
            "Shows silos, counts and running tasks over the whole terminal, again and again. Keys: s sorts by something else, q or Ctrl+C leaves.", "spawner top", "spawner top --every 10 --sort queued")) { every, sort, once };
        return shell.Complete(command, async (session, parsed, cancellationToken) =>
        {
            var (around, order) = (session.Around, parsed.GetValue(sort) ?? TopSort.Names[0]);
            var source = new TopSource(session.Api, around.Clock);
            if (parsed.GetValue(once) || session.IsJson || !around.OutIsTerminal)
            {
                var frame = await source.ReadAsync(cancellationToken);
                session.PrintList([frame], json => json.TopFrame, _ => TopView.Draw(frame, session.Api.Servers, order, PlainHeight));
                return frame is { Problem: not null, Silos.Count: 0 } ? ExitCodes.NoConnection : ExitCodes.Ok;
            }

            await using var screen = new TopScreen(around);
            await new TopRun(source, screen, TopKeys.Read(), session.Api.Servers, TimeSpan.FromSeconds(parsed.GetValue(every) ?? UsualPeriod), around.Clock).RunAsync(order, cancellationToken);
            return ExitCodes.Ok;
        });
    }
}
