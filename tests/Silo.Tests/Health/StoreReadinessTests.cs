using System.Net;
using Microsoft.Data.Sqlite;
using Spawner.Silo.Tests.Processes;
using Spawner.Tests;

namespace Spawner.Silo.Tests.Health;

/// <summary>A store that does not answer is a reason to give a silo no work, and none to restart it.</summary>
public sealed class StoreReadinessTests : IDisposable
{
    private static readonly TimeSpan Within = TimeSpan.FromSeconds(30);
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("spawner-readiness-");

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => folder.Delete(recursive: true);

    [Fact]
    public async Task Health_WhenTheStoreDoesNotAnswer_IsAliveAndNotReadyUntilItDoes()
    {
        await using var silo = await SiloProcess.StartAsync(Silos.Dll, Silos.Settings(("Spawner:Storage:SqliteFolder", folder.FullName)), Cancel);
        using var http = new HttpClient { BaseAddress = silo.Ready.HttpUrl };
        await using var paused = new SqliteConnection($"Data Source={Path.Combine(folder.FullName, "tasks.db")};Pooling=False");
        await paused.OpenAsync(Cancel);
        var transaction = paused.BeginTransaction(deferred: false);

        var reason = await WhenReadyIsAsync(http, HttpStatusCode.ServiceUnavailable);
        var alive = await http.GetAsync(new Uri("/health/live", UriKind.Relative), Cancel);
        await transaction.DisposeAsync();
        await WhenReadyIsAsync(http, HttpStatusCode.OK);

        Assert.Contains("the store of durable tasks does not answer", reason, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, alive.StatusCode);
        Assert.False(silo.HasExited);
    }

    private static async Task<string> WhenReadyIsAsync(HttpClient http, HttpStatusCode expected)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        limit.CancelAfter(Within);
        while (true)
        {
            using var answer = await http.GetAsync(new Uri("/health/ready", UriKind.Relative), limit.Token);
            if (answer.StatusCode == expected)
            {
                return await answer.Content.ReadAsStringAsync(limit.Token);
            }

            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, limit.Token);
        }
    }
}
