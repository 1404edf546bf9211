using System.CommandLine;
using Spawner.Cli.Commands.Options;
using Spawner.Cli.Contexts;

namespace Spawner.Cli.Commands.Shell;

/// <summary>The options of every command that talks to a cluster.</summary>
internal sealed class CommonOptions
{
    private readonly Option<string[]> _urls = new("--url")
    {
        Description = $"Address of a server; more than one, or with ',' between them: the next is asked where one does not answer [default: {TargetFinder.UrlVariable}, the current context, http://127.0.0.1:8080]",
        HelpName = "URL",
    };

    private readonly Option<string?> _token = new("--token")
    {
        Description = $"Token; other users of this machine can see it among the processes, {TargetFinder.TokenVariable} not [default: {TargetFinder.TokenVariable}, the context's, that of the silo on this machine]",
        HelpName = "TOKEN",
    };

    private readonly Option<string?> _context = new("--context")
    {
        Description = $"Cluster that 'spawner login' stored [default: {TargetFinder.ContextVariable}, the current one]",
        HelpName = "NAME",
    };

    private readonly Option<int?> _patience = NumberOption.Create(
        "--patience", "Seconds for which what is safe is sent again while no server answers, 0 to 86400 [default: 30]", 0, 86_400);

    public Option<bool> Json { get; } = new("--json") { Description = "Print JSON, one document a line, for programs" };

    public void AddTo(Command command)
    {
        command.Add(Json);
        command.Add(_urls);
        command.Add(_token);
        command.Add(_context);
        command.Add(_patience);
    }

    public TargetWishes Read(ParseResult parsed) => new(parsed.GetValue(_urls) ?? [], parsed.GetValue(_token), parsed.GetValue(_context));

    public TimeSpan Patience(ParseResult parsed) => TimeSpan.FromSeconds(parsed.GetValue(_patience) ?? 30);
}
