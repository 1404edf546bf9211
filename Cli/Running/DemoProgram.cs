using System.Security.Cryptography;
using System.Text;
using Spawner.Cli.Progress;

namespace Spawner.Cli.Running;

/// <summary>Runs one command of the demo: wires the console and the signals, and turns failures into exit codes.</summary>
internal static class DemoProgram
{
    public static async Task<int> RunAsync<TAnswer>(DemoSettings settings, IDemoJob<TAnswer> job, IRunReport<TAnswer> report)
    {
        using var interruption = new Interruption();
        await using var output = new StreamWriter(Console.OpenStandardOutput(), new UTF8Encoding(encoderShouldEmitUTF8Identifier: false));
        var narration = settings.Json || report.OwnsStandardOutput ? Console.Error : Console.Out;
        var runner = new JobRunner(ProgressView.For(narration, settings.Json), RandomNumberGenerator.GetInt32, TimeProvider.System, narration);
        try
        {
            return await new Demo<TAnswer>(settings, job, report, runner, output, narration).RunAsync(interruption);
        }
        catch (Exception) when (interruption.Token.IsCancellationRequested)
        {
            // Whatever fails once silos are being stopped fails because of that.
            await Console.Error.WriteLineAsync("spawner: interrupted; all silos are stopped.");
            return ExitCodes.Interrupted;
        }
        catch (CommandException failure)
        {
            await Console.Error.WriteLineAsync($"spawner: {failure.Message}");
            return failure.ExitCode;
        }
        catch (SpawnerException failure)
        {
            await Console.Error.WriteLineAsync($"spawner: {failure.Message}");
            return ExitCodes.Failed;
        }
    }
}
