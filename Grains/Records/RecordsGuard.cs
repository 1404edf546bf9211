using Spawner.Contracts;
using Spawner.Grains.Intake;
using Spawner.Grains.Storage;

namespace Spawner.Grains.Records;

/// <summary>What stands between a request and the store: what it says, who asks, whether there is a store, and whether it answers.</summary>
internal sealed class RecordsGuard(IAuthorizer authorizer, TimeProvider clock, ITaskStore? store = null)
{
    private const string NoStore =
        "This cluster has no store, and so no durable tasks to list or change. Configure Spawner:Storage:Provider, the same on all silos, and start them again.";

    // Less than a client waits for all of its attempts; the store's own limits are shorter.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    /// <summary>Does what is asked for, away from the grain's turn, which stores may take longer than.</summary>
    /// <typeparam name="T">The answer.</typeparam>
    /// <param name="problems">Every problem of the request.</param>
    /// <param name="who">Who wants to do what.</param>
    /// <param name="verb">Does it.</param>
    /// <returns>The answer, or why there is none.</returns>
    public async Task<(T? Answer, RecordsRefusal? Refusal)> DoAsync<T>(
        string[] problems, AuthorizationRequest who, Func<ITaskStore, CancellationToken, Task<T>> verb)
        where T : class
    {
        if (problems.Length > 0)
        {
            return (null, new RecordsRefusal { Problems = problems });
        }

        if (await authorizer.WhyDeniedAsync(who) is { } denied)
        {
            return (null, new RecordsRefusal { Denied = denied });
        }

        if (store is null)
        {
            return (null, new RecordsRefusal { Unavailable = NoStore });
        }

        using var patience = new CancellationTokenSource(Patience, clock);
        try
        {
            return (await Task.Run(() => verb(store, patience.Token), CancellationToken.None), null);
        }
        catch (TaskStoreException failure)
        {
            return (null, Unavailable(failure.Message, failure.IsTransient));
        }
        catch (OperationCanceledException) when (patience.IsCancellationRequested)
        {
            return (null, Unavailable($"it did not answer within {Patience}", isTransient: true));
        }
    }

    private RecordsRefusal Unavailable(string why, bool isTransient) => new()
    {
        Unavailable = $"The store for durable tasks ({store!.Description}) did not do what it was asked, and may have done a part of it: {why.TrimEnd('.')}. "
            + (isTransient ? "Try again once it answers." : "Mend that first."),
        IsTransient = isTransient,
    };
}
