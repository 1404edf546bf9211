using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;

namespace Spawner.Cli.Api.Transport;

/// <summary>Reads server-sent events to their last one, over as many connections as it takes.</summary>
internal sealed class EventReader(ApiTransport transport, TimeProvider clock)
{
    private const int MostEmptyConnections = 5;

    private static readonly TimeSpan LongestSilence = TimeSpan.FromSeconds(45);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(500);

    /// <param name="path">Where the events are.</param>
    /// <param name="isLast">Whether no event follows this one.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <exception cref="NoConnectionException">Connections end again and again without an event.</exception>
    public async IAsyncEnumerable<SseItem<string>> ReadAsync(
        string path, Func<SseItem<string>, bool> isLast, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        string? lastId = null;
        for (var empty = 0; empty < MostEmptyConnections; empty++)
        {
            using var response = await transport.OpenEventsAsync(path, lastId, cancellationToken);
            await using var content = new IdleLimitedStream(await response.Content.ReadAsStreamAsync(cancellationToken), LongestSilence, clock);
            await using var events = SseParser.Create(content).EnumerateAsync(cancellationToken).GetAsyncEnumerator(cancellationToken);
            while (await HasNextAsync(events))
            {
                empty = 0;
                lastId = events.Current.EventId ?? lastId;
                yield return events.Current;
                if (isLast(events.Current))
                {
                    yield break;
                }
            }

            await Task.Delay(Pause, clock, cancellationToken);
        }

        throw new NoConnectionException($"{transport.Servers} ended the stream of events {MostEmptyConnections} times before its end.");
    }

    private static async Task<bool> HasNextAsync(IAsyncEnumerator<SseItem<string>> events)
    {
        try
        {
            return await events.MoveNextAsync();
        }
        catch (Exception lost) when (lost is IOException or HttpRequestException)
        {
            return false;
        }
    }
}
