using System.CommandLine;
using Spawner.Cli.Commands;
using Spawner.Cli.Terminal;
using Spawner.Cli.Tests.EndToEnd;

namespace Spawner.Cli.Tests.Scripted;

/// <summary>The command within this process, against a scripted server, with folders of its own.</summary>
internal sealed class ScriptedCommand : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public ScriptedServer Server { get; } = new();

    public SkippingClock Clock { get; } = new();

    public Dictionary<string, string> Variables { get; } = new() { ["SPAWNER_URL"] = "http://one.test", ["SPAWNER_TOKEN"] = "secret" };

    public string ConfigFolder => Path.Combine(_folder.Root, "config");

    public string DataFolder => Path.Combine(_folder.Root, "data");

    public TextReader Input { get; set; } = TextReader.Null;

    public bool InputIsTerminal { get; set; }

    public async Task<CommandResult> RunAsync(params string[] args)
    {
        using var output = new StringWriter();
        using var errors = new StringWriter();
        var parsed = SpawnerCommand.Parse(args, new Surroundings
        {
            In = Input,
            Out = TextWriter.Synchronized(output),
            Error = TextWriter.Synchronized(errors),
            InIsTerminal = InputIsTerminal,
            Variable = name => Variables.GetValueOrDefault(name),
            ConfigFolder = ConfigFolder,
            DataFolder = DataFolder,
            Clock = Clock,
            Sockets = Server.Connect,
        });
        Assert.Empty(parsed.Errors.Select(error => error.Message));
        var exitCode = await parsed.InvokeAsync(
            new InvocationConfiguration { Output = output, Error = errors, EnableDefaultExceptionHandler = false }, TestContext.Current.CancellationToken);
        return new CommandResult(exitCode, output.ToString(), errors.ToString());
    }

    public void Dispose() => _folder.Dispose();
}
