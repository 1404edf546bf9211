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
        catch (Exception failure) when (failure is CommandException or OperationCanceledException or SpawnerException)
        {
            var end = interruption.Token.IsCancellationRequested ? InterruptedBy(failure) : failure;
            await Console.Error.WriteLineAsync($"spawner: {end.Message}");
            return (end as CommandException)?.ExitCode ?? ExitCodes.Failed;
        }
    }

    // Whatever fails once the silos are being stopped fails because of that.
    private static CommandException InterruptedBy(Exception failure) =>
        new(ExitCodes.Interrupted, "Interrupted; all silos are stopped.", failure);
}
