using System.CommandLine;
using Spawner.Cli.Running;

namespace Spawner.Cli.Commands.Demo;

/// <summary><c>spawner demo</c>: real work on silos that it starts and stops; without a job it does <c>primes</c>.</summary>
internal static class DemoCommand
{
    private const string Description = """
        Starts silos on this machine, spawns real work on them, shows how it spreads, and stops them again.
        Without a job it does 'primes'.

        Examples:
          spawner demo
          spawner demo primes --below 1_000_000_000 --silos 4
          spawner demo primes --below 20000000 --kill-one --json
          spawner demo digest ./photos > SHA256SUMS && sha256sum -c SHA256SUMS

        Exit codes:
          0    done
          1    the job failed, or some files could not be read
          2    an argument is not accepted
          3    the silos could not be started
          130  interrupted
        """;

    public static Command Create()
    {
        var options = new DemoOptions();
        var demo = new Command("demo", Description) { PrimesCommand.Create(options), DigestCommand.Create(options) };
        options.AddTo(demo);
        demo.SetAction(parsed => DemoProgram.RunAsync(options.Read(parsed), PrimesCommand.DefaultJob, PrimesCommand.Report));
        return demo;
    }
}
