using System.CommandLine;
using Spawner.Cli.Commands.Shell;
using Spawner.Cli.Digest;
using Spawner.Cli.Running;

namespace Spawner.Cli.Commands.Demo;

/// <summary><c>spawner demo digest</c>.</summary>
internal static class DigestCommand
{
    public static Command Create(DemoOptions options)
    {
        var path = new Argument<string>("PATH") { Description = "A file, or a folder with all that is in it; links to folders are not followed" };
        var command = new Command("digest", CommandHelp.With("Prints the SHA-256 of every file below PATH, sorted, as 'sha256sum -c' reads it.", "spawner demo digest ./photos > SHA256SUMS")) { path };
        command.SetAction(parsed => DemoProgram.RunAsync(options.Read(parsed), new DigestJob(parsed.GetRequiredValue(path)), new DigestReport()));
        return command;
    }
}
