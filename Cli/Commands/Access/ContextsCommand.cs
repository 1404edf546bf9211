using System.CommandLine;
using System.Text.Json;
using Spawner.Cli.Api.Documents;
using Spawner.Cli.Commands.Shell;
using Spawner.Cli.Contexts;
using Spawner.Cli.Terminal;
using Spawner.Cli.Views;

namespace Spawner.Cli.Commands.Access;

/// <summary><c>spawner contexts</c>: the clusters that <c>login</c> has stored.</summary>
internal static class ContextsCommand
{
    public static Command Create(CommandShell shell)
    {
        var command = new Command("contexts", CommandHelp.With(
            "Lists the clusters that 'login' has stored, and chooses among them.", "spawner contexts", "spawner contexts use production", "spawner contexts remove production"))
        {
            Change(shell, "use", "Uses a context from now on.", (file, name) => file with { Current = name }),
            Change(shell, "remove", "Forgets a context and its token.", (file, name) => new ContextFile
            {
                Current = file.Current == name ? null : file.Current,
                Contexts = file.Contexts.Where(context => context.Key != name).ToDictionary(),
            }),
        };
        return shell.CompleteUnconnected(command, (_, isJson, _, _) => Task.FromResult(List(shell.Around, isJson)));
    }

    private static int List(Surroundings around, bool isJson)
    {
        var file = new ContextStore(around.ConfigFolder).Read();
        if (isJson)
        {
            foreach (var (name, context) in file.Contexts)
            {
                around.Out.WriteLine(JsonSerializer.Serialize(
                    new ContextDocument(name, context.Urls, context.Token is not null, name == file.Current), ApiJson.Printed.ContextDocument));
            }

            return ExitCodes.Ok;
        }

        var table = PlainTable.Create("NAME", "CURRENT", "SERVERS", "TOKEN");
        foreach (var (name, context) in file.Contexts)
        {
            table.Add(name, name == file.Current ? "*" : "", string.Join(", ", context.Urls), context.Token is null ? "none" : "stored");
        }

        Consoles.Create(around, around.Out, around.OutIsTerminal).Write(table);
        return ExitCodes.Ok;
    }

    private static Command Change(CommandShell shell, string verb, string description, Func<ContextFile, string, ContextFile> change)
    {
        var name = new Argument<string>("NAME") { Description = "Name of the context" };
        var command = new Command(verb, CommandHelp.With(description, $"spawner contexts {verb} production")) { name };
        return shell.CompleteUnconnected(command, (_, _, parsed, _) =>
        {
            var store = new ContextStore(shell.Around.ConfigFolder);
            var file = store.Read();
            var chosen = parsed.GetRequiredValue(name);
            if (!file.Contexts.ContainsKey(chosen))
            {
                throw new CommandException(ExitCodes.NotFound, $"There is no context '{chosen}'. Known: {string.Join(", ", file.Contexts.Keys)}.");
            }

            store.Write(change(file, chosen));
            return Task.FromResult(ExitCodes.Ok);
        });
    }
}

/// <summary>A context as <c>--json</c> prints it: without its token.</summary>
internal sealed record ContextDocument(string Name, IReadOnlyList<Uri> Urls, bool HasToken, bool IsCurrent);
