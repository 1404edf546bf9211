using System.Net.ServerSentEvents;
using System.Text.Json;

namespace Spawner.Api.Tests.Running;

/// <summary>Reads server-sent events.</summary>
internal sealed class EventReader : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly HttpResponseMessage _answer;
    private readonly IAsyncEnumerator<SseItem<string>> _reader;

    private EventReader(HttpResponseMessage answer, Stream body) =>
        (_answer, _reader) = (answer, SseParser.Create(body).EnumerateAsync(TestContext.Current.CancellationToken).GetAsyncEnumerator());

    public HttpResponseMessage Answer => _answer;

    public static async Task<EventReader> OpenAsync(HttpClient client, string path, string? lastEventId = null)
    {
        var answer = await client.SendAsync(HttpMethod.Get, path, json: null, lastEventId is null ? [] : [("Last-Event-ID", lastEventId)]);
        return new EventReader(answer, await answer.Content.ReadAsStreamAsync(TestContext.Current.CancellationToken));
    }

    /// <returns>The next event; <see langword="null"/> at the end of the stream.</returns>
    public async Task<(string Name, string? Id, JsonElement Data)?> NextAsync() =>
        await _reader.MoveNextAsync().AsTask().WaitAsync(Patience, TestContext.Current.CancellationToken)
            ? (_reader.Current.EventType, _reader.Current.EventId, JsonElement.Parse(_reader.Current.Data))
            : null;

    /// <summary>Reads up to an event that fits.</summary>
    public async Task<(string Name, string? Id, JsonElement Data)> NextAsync(Func<string, JsonElement, bool> fits)
    {
        while (await NextAsync() is { } next)
        {
            if (fits(next.Name, next.Data))
            {
                return next;
            }
        }

        throw new InvalidOperationException("The stream ended before the event came.");
    }

    public async ValueTask DisposeAsync()
    {
        await _reader.DisposeAsync();
        _answer.Dispose();
    }
}
