using System.Text.Json;
using Orleans;
using Orleans.Runtime;
using Spawner.Contracts;

namespace Spawner.Torture.Load;

/// <summary>
/// Submissions whose number the client chooses, so that it can send the very same one again: as the client library does after an
/// unknown outcome, and on purpose.
/// </summary>
internal sealed class RawSpawns(IGrainFactory grains)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);
    private int _calls;

    /// <returns>The task; <see langword="null"/> if nobody knows whether it was taken.</returns>
    public async Task<TaskId?> SendAsync(Guid unique, Work work)
    {
        var task = new TaskSpec
        {
            Unique = unique,
            Template = new TaskTemplate { Kind = Kinds.Short.Name, IsDurable = true },
            Input = JsonSerializer.SerializeToUtf8Bytes(work, JsonSerializerOptions.Web),
        };
        var request = new SpawnRequest { Namespace = ClientSettings.Namespace, Submitter = "torture", Tasks = new TaskSpecs([task]) };
        try
        {
            var reply = await Next().SpawnAsync(request).WaitAsync(Patience, Wall.Clock);
            return reply.Homes is [{ } home] ? new TaskId(unique, home) : null;
        }
        catch (Exception failure) when (failure is OrleansException or TimeoutException)
        {
            return null;
        }
    }

    private IIntakeGrain Next() => grains.GetGrain<IIntakeGrain>(Interlocked.Increment(ref _calls) & 7);
}
