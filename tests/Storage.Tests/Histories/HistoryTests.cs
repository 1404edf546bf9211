using CsCheck;
using Spawner.Tests;

namespace Spawner.Storage.Tests.Histories;

public sealed class HistoryTests(PostgreSqlServer server)
{
    private const int Steps = 60;

    public enum Sort
    {
        Memory,
        Sqlite,
        PostgreSql,
    }

    [Theory]
    [InlineData(Sort.Sqlite)]
    [InlineData(Sort.PostgreSql)]
    public async Task RandomHistory_OnAStore_IsTheSameAsInMemory(Sort sort)
    {
        await using var test = await CreateAsync(sort);

        await Gen.Int[0, int.MaxValue - 1].SampleAsync(seed => new History(test.Store, seed).PlayAsync(Steps), iter: 40, threads: 1);
    }

    [Theory]
    [InlineData(Sort.Memory)]
    [InlineData(Sort.Sqlite)]
    [InlineData(Sort.PostgreSql)]
    public async Task RandomHistory_WhenTheStoreFailsAtAnyCall_EndsTheSame(Sort sort)
    {
        const int Seed = 4711;
        await using var test = await CreateAsync(sort);
        var counting = new FaultingTaskStore(test.Store);
        await new History(new RetryingTaskStore(counting), Seed, comparesReplies: false).PlayAsync(Steps);

        for (var call = 1; call <= counting.Calls; call++)
        {
            foreach (var point in Enum.GetValues<FaultPoint>())
            {
                var faulting = new FaultingTaskStore(test.Store) { FaultAt = call, Point = point };
                await new History(new RetryingTaskStore(faulting), Seed, comparesReplies: false).PlayAsync(Steps);
                Assert.True(faulting.HasFailed, $"The fault at call {call} was never met.");
            }
        }
    }

    private Task<StoreUnderTest> CreateAsync(Sort sort) => sort switch
    {
        Sort.Memory => Stores.MemoryAsync(),
        Sort.Sqlite => Stores.SqliteAsync(),
        _ => Stores.PostgreSqlAsync(server),
    };
}
