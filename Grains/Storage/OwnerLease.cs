namespace Spawner.Grains.Storage;

/// <summary>
/// This silo's right to its durable tasks: renewed while the store answers, and given up by the silo itself before it ends there.
/// A silo that has none then has lost nothing: it takes another lease when the store answers again.
/// </summary>
internal sealed partial class OwnerLease(
    ILocalSiloDetails self,
    ClusterLoad.SiloIdentity identity,
    IOptions<DurabilityOptions> options,
    StoreHealth health,
    TimeProvider clock,
    ILogger<OwnerLease> logger,
    ITaskStore? store = null)
{
    /// <summary>Part of the lease that is left when the silo stops trusting it: its clock and the store's need not run alike.</summary>
    private const double Margin = 0.15;

    private readonly TimeSpan _length = options.Value.Lease;
    private long _renewedAt;
    private int _state;

    private enum State
    {
        Held,

        /// <summary>It has ended, and there was nothing to lose.</summary>
        Suspended,

        /// <summary>It has ended, and the silo with it.</summary>
        Lost,
    }

    /// <summary>Raised once, when the silo has lost tasks.</summary>
    public event Action<string>? Lost;

    /// <summary>Raised when the silo may own tasks again.</summary>
    public event Action? Regained;

    /// <summary>Whether the silo has durable tasks. Asked when the lease has ended; until it is set, it has.</summary>
    public Func<bool> HasTasks { get; set; } = () => true;

    /// <summary>The silo's number, once it is registered.</summary>
    public OwnerNumber Number { get; private set; }

    /// <summary>Whether the silo owns nothing now.</summary>
    public bool IsLost => Volatile.Read(ref _state) != (int)State.Held;

    /// <summary>Whether what the store did for this owner is still this silo's.</summary>
    public bool Holds(OwnerNumber owner) => !IsLost && Number == owner;

    /// <summary>Becomes an owner.</summary>
    /// <exception cref="TaskStoreException">The store does not let it.</exception>
    public async Task AcquireAsync(CancellationToken cancellationToken)
    {
        var asked = clock.GetTimestamp();
        (Number, _renewedAt) = (await RegisterAsync(cancellationToken), asked);
    }

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(_length / 5, clock);
        try
        {
            while (Volatile.Read(ref _state) != (int)State.Lost && await timer.WaitForNextTickAsync(cancellationToken))
            {
                await (IsLost ? TakeAnotherAsync(cancellationToken) : RenewAsync(cancellationToken));
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // The silo stops.
        }
    }

    /// <summary>The store says that the lease has ended; of one that was replaced meanwhile that is no news.</summary>
    public void OnRefused(OwnerNumber owner)
    {
        if (owner == Number)
        {
            Lose("the store says that its lease has ended: it was paused, or cut off, for too long");
        }
    }

    /// <summary>The silo leaves: what it still owns may go on elsewhere at once.</summary>
    public async Task EndAsync(CancellationToken cancellationToken)
    {
        try
        {
            await store!.EndLeaseAsync(Number, cancellationToken);
        }
        catch (TaskStoreException failure)
        {
            LogNotEnded(_length, failure.Message);
        }
    }

    private async Task<OwnerNumber> RegisterAsync(CancellationToken cancellationToken) =>
        (await store!.RegisterAsync(self.SiloAddress.ToParsableString(), identity.Name, _length, cancellationToken)).Number;

    private async Task RenewAsync(CancellationToken cancellationToken)
    {
        var asked = clock.GetTimestamp();
        try
        {
            if (!await health.AskAsync(StoreUse.Renewal, () => store!.RenewAsync(Number, _length, cancellationToken)).WaitAsync(_length / 2, clock, cancellationToken))
            {
                OnRefused(Number);
                return;
            }

            _renewedAt = asked;
        }
        catch (Exception failure) when (failure is TaskStoreException or TimeoutException)
        {
            LogNotRenewed(failure.Message);
        }

        if (clock.GetElapsedTime(_renewedAt) > _length * (1 - Margin))
        {
            Lose($"its lease of {_length} could not be renewed in time");
        }
    }

    private async Task TakeAnotherAsync(CancellationToken cancellationToken)
    {
        var asked = clock.GetTimestamp();
        try
        {
            // An answer that comes too late counts for nothing: only the number that is set here is used.
            var number = await health.AskAsync(StoreUse.Renewal, () => RegisterAsync(cancellationToken)).WaitAsync(_length / 2, clock, cancellationToken);
            if (HasTasks())
            {
                // They came with an answer that was on its way when the lease ended, and may run elsewhere by now.
                LoseTasks("its lease has ended, and an answer of the store brought tasks just then");
                return;
            }

            (Number, _renewedAt) = (number, asked);
            Volatile.Write(ref _state, (int)State.Held);
        }
        catch (Exception failure) when (failure is TaskStoreException or TimeoutException)
        {
            LogNotRenewed(failure.Message);
            return;
        }

        LogRegained();
        Regained?.Invoke();
    }

    private void Lose(string why)
    {
        // First nothing more is written or taken, then it is looked what there is.
        if (Interlocked.CompareExchange(ref _state, (int)State.Suspended, (int)State.Held) != (int)State.Held)
        {
            return;
        }

        if (HasTasks())
        {
            LoseTasks(why);
        }
        else
        {
            LogSuspended(why);
        }
    }

    private void LoseTasks(string why)
    {
        Volatile.Write(ref _state, (int)State.Lost);
        LogLost(why);
        Lost?.Invoke(why);
    }

    [LoggerMessage(LogLevel.Warning, "The lease on this silo's durable tasks was not renewed, and is tried again: {Reason}")]
    private partial void LogNotRenewed(string reason);

    [LoggerMessage(LogLevel.Warning, "The lease was not given back; what this silo still owns goes on elsewhere after {Lease}: {Reason}")]
    private partial void LogNotEnded(TimeSpan lease, string reason);

    [LoggerMessage(LogLevel.Warning, "This silo takes no durable tasks until the store answers again; it has none: {Reason}")]
    private partial void LogSuspended(string reason);

    [LoggerMessage(LogLevel.Information, "The store answers again: this silo takes durable tasks")]
    private partial void LogRegained();

    [LoggerMessage(LogLevel.Critical, "This silo owns no durable tasks any more: {Reason}")]
    private partial void LogLost(string reason);
}
