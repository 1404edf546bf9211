using System.Threading.Channels;
using Spawner.Load.Measuring;

namespace Spawner.Load.Scenarios;

/// <summary>The ceiling: one process, a channel, and a worker for each processor.</summary>
internal static class ChannelScenario
{
    public static async Task<Work> RunAsync(int callers, TimeSpan window)
    {
        var channel = Channel.CreateUnbounded<Item>();
        var workers = Enumerable.Range(0, Environment.ProcessorCount).Select(_ => Task.Run(WorkAsync)).ToList();
        var work = await Callers.RunAsync(callers, window, async _ =>
        {
            var item = new Item(Payload.New(), new TaskCompletionSource<int>(TaskCreationOptions.RunContinuationsAsynchronously));
            channel.Writer.TryWrite(item);
            Payload.CheckCall(await item.Result.Task);
        });
        channel.Writer.Complete();
        await Task.WhenAll(workers);
        return work;

        async Task WorkAsync()
        {
            await foreach (var item in channel.Reader.ReadAllAsync())
            {
                item.Result.SetResult(item.Payload.Length);
            }
        }
    }

    private readonly record struct Item(byte[] Payload, TaskCompletionSource<int> Result);
}
