namespace Spawner.Grains.Storage;

/// <summary>
/// This silo's right to its durable tasks: renewed while the store answers, and given up by the silo itself before it ends there.
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
    private int _isLost;

    /// <summary>Raised once, when the silo owns nothing any more.</summary>
    public event Action<string>? Lost;

    /// <summary>The silo's number, once it is registered.</summary>
    public OwnerNumber Number { get; private set; }

    public bool IsLost => Volatile.Read(ref _isLost) != 0;

    /// <summary>Becomes an owner.</summary>
    /// <exception cref="TaskStoreException">The store does not let it.</exception>
    public async Task AcquireAsync(CancellationToken cancellationToken)
    {
        _renewedAt = clock.GetTimestamp();
        Number = (await store!.RegisterAsync(self.SiloAddress.ToParsableString(), identity.Name, _length, cancellationToken)).Number;
    }

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(_length / 5, clock);
        try
        {
            while (!IsLost && await timer.WaitForNextTickAsync(cancellationToken))
            {
                await RenewAsync(cancellationToken);
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // The silo stops.
        }
    }

    /// <summary>The store says that the lease has ended.</summary>
    public void OnRefused() => Lose("the store says that its lease has ended: it was paused, or cut off, for too long");

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

    private async Task RenewAsync(CancellationToken cancellationToken)
    {
        var asked = clock.GetTimestamp();
        try
        {
            if (!await health.AskAsync(StoreUse.Renewal, () => store!.RenewAsync(Number, _length, cancellationToken)).WaitAsync(_length / 2, clock, cancellationToken))
            {
                OnRefused();
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

    private void Lose(string why)
    {
        if (Interlocked.Exchange(ref _isLost, 1) == 0)
        {
            LogLost(why);
            Lost?.Invoke(why);
        }
    }

    [LoggerMessage(LogLevel.Warning, "The lease on this silo's durable tasks was not renewed, and is tried again: {Reason}")]
    private partial void LogNotRenewed(string reason);

    [LoggerMessage(LogLevel.Warning, "The lease was not given back; what this silo still owns goes on elsewhere after {Lease}: {Reason}")]
    private partial void LogNotEnded(TimeSpan lease, string reason);

    [LoggerMessage(LogLevel.Critical, "This silo owns no durable tasks any more: {Reason}")]
    private partial void LogLost(string reason);
}
