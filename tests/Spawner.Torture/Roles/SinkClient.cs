using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Threading.Channels;

namespace Spawner.Torture.Roles;

/// <summary>Shows effects of this process's handlers to the sink, over one connection.</summary>
internal sealed class SinkClient
{
    private readonly Channel<string> _lines = Channel.CreateUnbounded<string>();
    private readonly ConcurrentDictionary<long, TaskCompletionSource<bool>> _waiting = new();
    private long _number;

    public SinkClient(int port) => _ = Task.Run(() => RunAsync(port));

    /// <summary>Shows an effect.</summary>
    /// <returns>Whether it was accepted, once it is on the sink's disk; not if a later run has been there before.</returns>
    public Task<bool> ShowAsync(string step, string op, ITaskContext task)
    {
        var number = Interlocked.Increment(ref _number);
        var answer = new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
        _waiting[number] = answer;
        var effect = new Effect(0, step, op, task.Id.Unique.ToString("N"), task.Run, Environment.ProcessId, IsStale: false);
        _lines.Writer.TryWrite(string.Create(CultureInfo.InvariantCulture, $"{number} {effect.ToLine()}\n"));
        return answer.Task;
    }

    private async Task RunAsync(int port)
    {
        using var connection = new TcpClient { NoDelay = true };
        await connection.ConnectAsync(IPAddress.Loopback, port);
        await Task.WhenAll(WriteAsync(connection), ReadAsync(connection));
    }

    private async Task WriteAsync(TcpClient connection)
    {
        await using var writer = new StreamWriter(connection.GetStream(), leaveOpen: true);
        while (await _lines.Reader.WaitToReadAsync())
        {
            while (_lines.Reader.TryRead(out var line))
            {
                await writer.WriteAsync(line);
            }

            await writer.FlushAsync();
        }
    }

    private async Task ReadAsync(TcpClient connection)
    {
        using var reader = new StreamReader(connection.GetStream(), leaveOpen: true);
        while (await reader.ReadLineAsync() is { } line)
        {
            var parts = line.Split(' ');
            if (_waiting.TryRemove(long.Parse(parts[0], CultureInfo.InvariantCulture), out var answer))
            {
                answer.TrySetResult(parts[1] == "ok");
            }
        }
    }
}
