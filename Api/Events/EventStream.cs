using System.IO.Pipelines;
using System.Text;
using System.Text.Json;
using Spawner.Api.Json;

namespace Spawner.Api.Events;

/// <summary>Writes server-sent events. What it writes is flushed: a reader that does not read holds up its own stream only.</summary>
internal sealed class EventStream(HttpContext http, TimeProvider clock)
{
    /// <summary>Shorter than what proxies let an idle stream stand.</summary>
    private static readonly TimeSpan KeepAlive = TimeSpan.FromSeconds(15);

    private readonly PipeWriter _body = http.Response.BodyWriter;

    /// <summary>The last event that the caller has seen; <see langword="null"/> for one that begins.</summary>
    public static string? LastEventId(HttpRequest request) => request.Headers["Last-Event-ID"] is [{ Length: > 0 } id] ? id : null;

    public async Task BeginAsync(CancellationToken cancellationToken)
    {
        http.Response.ContentType = "text/event-stream";
        http.Response.Headers.CacheControl = "no-store";

        // A proxy that gathers an answer before it passes it on would never pass this one on.
        http.Response.Headers["X-Accel-Buffering"] = "no";
        await http.Response.StartAsync(cancellationToken);
        await _body.FlushAsync(cancellationToken);
    }

    public async Task WriteAsync<T>(string name, string id, T data, CancellationToken cancellationToken)
    {
        // JSON has no line breaks of its own, so an event is always three lines.
        Write($"event: {name}\nid: {id}\ndata: ");
        using (var json = new Utf8JsonWriter(_body))
        {
            JsonSerializer.Serialize(json, data, ApiJson.Of<T>());
        }

        Write("\n\n");
        await _body.FlushAsync(cancellationToken);
    }

    /// <summary>Passes events on as they come, with a comment now and then while none does.</summary>
    public async Task WriteAllAsync<T>(IAsyncEnumerable<T> events, Func<T, Task> write, CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(KeepAlive, clock);
        Task<bool>? tick = null;
        await using var reader = events.GetAsyncEnumerator(cancellationToken);
        while (true)
        {
            var next = reader.MoveNextAsync().AsTask();
            while (!next.IsCompleted)
            {
                tick ??= timer.WaitForNextTickAsync(CancellationToken.None).AsTask();
                if (await Task.WhenAny(next, tick) == tick)
                {
                    tick = null;
                    Write(": alive\n\n");
                    await _body.FlushAsync(cancellationToken);
                }
            }

            if (!await next)
            {
                return;
            }

            await write(reader.Current);
        }
    }

    private void Write(string text) => Encoding.UTF8.GetBytes(text, _body);
}
