using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Spawner.Client;
using Spawner.Contracts;
using Spawner.Grains.Intake;
using Spawner.Grains.Storage;
using TaskFilter = Spawner.Client.TaskFilter;

namespace Spawner.Grains.Tests.Cluster;

/// <summary>Why nothing is told or done about recorded tasks.</summary>
public sealed class RecordsRefusalTests
{
    private static readonly TaskId Some = new(Guid.CreateVersion7());

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task EveryVerb_WithoutAStore_SaysWhatToConfigure()
    {
        await using var cluster = await ClusterFixture.StartAsync(1);
        var client = cluster.Client.ServiceProvider.GetRequiredService<ISpawnerClient>();

        foreach (var verb in Verbs(client))
        {
            var refused = await Assert.ThrowsAsync<TaskStoreUnavailableException>(verb);
            Assert.False(refused.IsTransient);
            Assert.Contains("Spawner:Storage:Provider", refused.Message, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task ListTasksAsync_WhenTheStoreDoesNotAnswer_SaysWhyAndWhetherToTryAgain(bool isTransient)
    {
        await using var cluster = await RecordedCluster.StartAsync(silos: 1);
        cluster.Store.Outage = new TaskStoreException("the disk is full", isTransient);

        var refused = await Assert.ThrowsAsync<TaskStoreUnavailableException>(() => cluster.Client.ListTaskPageAsync(cancellationToken: Cancel));

        Assert.Equal(isTransient, refused.IsTransient);
        Assert.Contains("the disk is full", refused.Message, StringComparison.Ordinal);
        Assert.Contains("memory (not durable)", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task EveryVerb_OfASubmitterWhoMayNot_IsDeniedForItsAction()
    {
        var authorizer = new Denying();
        await using var cluster = await RecordedCluster.StartAsync(1, services: services => services.Replace(ServiceDescriptor.Singleton<IAuthorizer>(authorizer)));

        foreach (var verb in Verbs(cluster.Client))
        {
            await Assert.ThrowsAsync<SpawnDeniedException>(verb);
        }

        Assert.Equal(3, authorizer.Asked.Count(one => one.Action == SpawnerAction.Read));
        Assert.Equal(9, authorizer.Asked.Count(one => one.Action == SpawnerAction.Manage));
        Assert.Contains(authorizer.Asked, one => one is { Action: SpawnerAction.Manage, Kind: "some.kind" });
    }

    [Fact]
    public async Task EveryDoor_OfARequestThatAClientWouldNotSend_TellsItsProblems()
    {
        await using var cluster = await RecordedCluster.StartAsync(silos: 1);
        var door = cluster.Silos.Client.GetGrain<IRecordsGrain>(0);
        var caller = new RecordsCaller { Namespace = "a b", Submitter = "" };

        var page = await door.ListAsync(new() { Caller = caller, Filter = new() { Kind = "?" }, PageSize = 0, Cursor = "x" });
        var changed = await door.ChangeAsync(new() { Caller = caller, Verb = RecordsVerb.Discard, Ids = [] });
        var paused = await door.SetPausedAsync(caller, "a b", paused: true);

        Assert.Equal(5, page.Refusal!.Problems.Length);
        Assert.Equal(3, changed.Refusal!.Problems.Length);
        Assert.Equal(3, paused!.Problems.Length);
        Assert.Equal(2, (await door.CountAsync(caller)).Refusal!.Problems.Length);
        Assert.Equal(2, (await door.ListPausedAsync(caller)).Refusal!.Problems.Length);
    }

    private static IEnumerable<Func<Task>> Verbs(ISpawnerClient client) =>
    [
        () => client.ListTaskPageAsync(cancellationToken: Cancel),
        () => client.CountTasksAsync(Cancel),
        () => client.RetryTasksAsync(new TaskFilter(), Cancel),
        () => client.RetryTasksByIdAsync([Some], Cancel),
        () => client.RetryTaskAsync(ScriptedTasks.Echo, Some, "x", Cancel),
        () => client.CancelTasksAsync(new TaskFilter { Kind = "some.kind" }, Cancel),
        () => client.CancelTasksByIdAsync([Some], Cancel),
        () => client.DiscardTasksAsync(new TaskFilter(), Cancel),
        () => client.DiscardTasksByIdAsync([Some], Cancel),
        () => client.PauseKindAsync("some.kind", Cancel),
        () => client.ResumeKindAsync("some.kind", Cancel),
        () => client.ListPausedKindsAsync(Cancel),
    ];

    private sealed class Denying : IAuthorizer
    {
        public System.Collections.Concurrent.ConcurrentQueue<AuthorizationRequest> Asked { get; } = new();

        public ValueTask<string?> WhyDeniedAsync(AuthorizationRequest request)
        {
            Asked.Enqueue(request);
            return ValueTask.FromResult<string?>("You may not.");
        }
    }
}
