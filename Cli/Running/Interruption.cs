using System.Runtime.InteropServices;

namespace Spawner.Cli.Running;

/// <summary>
/// Turns Ctrl-C, SIGTERM and the end of the terminal into a token, so that what was started is stopped before the
/// process ends. While a part of the work may be skipped, Ctrl-C skips that part only.
/// </summary>
internal sealed class Interruption : IDisposable
{
    private readonly CancellationTokenSource _everything = new();
    private readonly CancellationTokenSource _part;
    private readonly PosixSignalRegistration _ctrlC;
    private readonly PosixSignalRegistration _termination;
    private readonly PosixSignalRegistration _hangUp;
    private volatile bool _skippable;

    public Interruption()
    {
        _part = CancellationTokenSource.CreateLinkedTokenSource(_everything.Token);
        _ctrlC = PosixSignalRegistration.Create(PosixSignal.SIGINT, OnCtrlC);
        _termination = PosixSignalRegistration.Create(PosixSignal.SIGTERM, OnEnd);
        _hangUp = PosixSignalRegistration.Create(PosixSignal.SIGHUP, OnEnd);
    }

    /// <summary>Signalled when the command is to end.</summary>
    public CancellationToken Token => _everything.Token;

    /// <summary>From now on the first Ctrl-C signals the returned token alone.</summary>
    public CancellationToken BeginSkippablePart()
    {
        _skippable = true;
        return _part.Token;
    }

    public void Dispose()
    {
        _ctrlC.Dispose();
        _termination.Dispose();
        _hangUp.Dispose();
        _part.Dispose();
        _everything.Dispose();
    }

    private void OnCtrlC(PosixSignalContext context)
    {
        context.Cancel = true;
        (_skippable ? _part : _everything).Cancel();
        _skippable = false;
    }

    private void OnEnd(PosixSignalContext context)
    {
        context.Cancel = true;
        _everything.Cancel();
    }
}
