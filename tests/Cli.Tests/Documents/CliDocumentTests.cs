using System.CommandLine;
using System.Reflection;
using System.Text.RegularExpressions;
using Spawner.Cli.Commands;
using Spawner.Cli.Commands.Shell;
using Spawner.Cli.Terminal;
using Spawner.Tests;

namespace Spawner.Cli.Tests.Documents;

/// <summary>docs/cli.md says what there is.</summary>
public partial class CliDocumentTests
{
    private static readonly string Document = File.ReadAllText(BuiltHost.Source("docs/cli.md"));

    [Fact]
    public void Document_WhenItListsCommands_HasEachInOrder() =>
        Assert.Equal(PathsOf(Root(), ""), CommandRow().Matches(Document).Select(row => row.Groups[1].Value));

    [Fact]
    public void Document_WhenItListsExitCodes_HasEachAndSoHasTheHelp()
    {
        var codes = typeof(ExitCodes).GetFields(BindingFlags.Public | BindingFlags.Static).Select(field => $"{field.GetRawConstantValue()}");

        Assert.Equal(codes, CodeRow().Matches(Document).Select(row => row.Groups[1].Value));
        Assert.All(codes, code => Assert.Contains($"\n  {code} ", CommandHelp.ExitCodes, StringComparison.Ordinal));
    }

    [Fact]
    public void Help_WhenACommandHasABody_HasAnExample() =>
        Assert.All(All(Root()).Where(command => command.Action is not null), command => Assert.Contains(
            "spawner", command.Description ?? "", StringComparison.Ordinal));

    [Fact]
    public void Help_WhenOptionsAreListed_DescribesEach() =>
        Assert.All(All(Root()).SelectMany(command => command.Options), option => Assert.False(string.IsNullOrEmpty(option.Description), option.Name));

    private static RootCommand Root() => SpawnerCommand.Create(Surroundings.OfProcess());

    private static IEnumerable<Command> All(Command command) => command.Subcommands.SelectMany(All).Prepend(command);

    private static IEnumerable<string> PathsOf(Command command, string parent) =>
        command.Subcommands.SelectMany(sub => PathsOf(sub, $"{parent}{sub.Name} ").Prepend(parent + sub.Name));

    [GeneratedRegex("^\\| `([a-z ]+)` \\|", RegexOptions.Multiline)]
    private static partial Regex CommandRow();

    [GeneratedRegex("^\\| ([0-9]+) \\|", RegexOptions.Multiline)]
    private static partial Regex CodeRow();
}
