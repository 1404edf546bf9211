using System.Runtime.InteropServices;

namespace Spawner.Cli.Running;

/// <summary>
/// Turns Ctrl-C, SIGTERM and the end of the terminal into a token, so that what was started is stopped before the
/// process ends. While a part of the work may be skipped, Ctrl-C skips that part only.
/// </summary>
internal sealed class Interruption : IDisposable
{
    private readonly CancellationTokenSource everything = new();
    private readonly CancellationTokenSource part;
    private readonly PosixSignalRegistration[] registrations;
    private volatile bool skippable;

    public Interruption()
    {
        part = CancellationTokenSource.CreateLinkedTokenSource(everything.Token);
        registrations =
        [
            PosixSignalRegistration.Create(PosixSignal.SIGINT, OnCtrlC),
            PosixSignalRegistration.Create(PosixSignal.SIGTERM, OnEnd),
            PosixSignalRegistration.Create(PosixSignal.SIGHUP, OnEnd),
        ];
    }

    /// <summary>Signalled when the command is to end.</summary>
    public CancellationToken Token => everything.Token;

    /// <summary>From now on the first Ctrl-C signals the returned token alone.</summary>
    public CancellationToken BeginSkippablePart()
    {
        skippable = true;
        return part.Token;
    }

    public void Dispose()
    {
        foreach (var registration in registrations)
        {
            registration.Dispose();
        }

        part.Dispose();
        everything.Dispose();
    }

    private void OnCtrlC(PosixSignalContext context)
    {
        context.Cancel = true;
        (skippable ? part : everything).Cancel();
        skippable = false;
    }

    private void OnEnd(PosixSignalContext context)
    {
        context.Cancel = true;
        everything.Cancel();
    }
}
