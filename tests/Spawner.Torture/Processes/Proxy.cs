using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace Spawner.Torture.Processes;

/// <summary>What a proxy does to what goes through it.</summary>
internal enum Weather
{
    Clear,

    /// <summary>Connections are closed, and new ones, too.</summary>
    Closed,

    /// <summary>Connections stay open, and nothing goes through.</summary>
    Silent,

    /// <summary>Everything is late.</summary>
    Slow,

    /// <summary>Of every second transaction the server's last word is not passed on: the connection is closed instead.</summary>
    AnswersLost,
}

/// <summary>A TCP proxy in front of the database, one for each silo.</summary>
internal sealed class Proxy : IDisposable
{
    // PostgreSQL's ReadyForQuery, of a session that is in no transaction: the last message of each transaction.
    private static readonly byte[] Ready = [(byte)'Z', 0, 0, 0, 5, (byte)'I'];

    private readonly int _target;
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _over = new();
    private readonly ConcurrentDictionary<Socket, bool> _open = new();
    private TaskCompletionSource _pass = Done();
    private int _transactions;
    private int _lost;

    public Proxy(int target)
    {
        _target = target;
        _listener.Start();
        _ = Task.Run(AcceptAsync);
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    public Weather Weather { get; private set; }

    /// <summary>Transactions whose last word was not passed on.</summary>
    public int Lost => Volatile.Read(ref _lost);

    private TimeSpan Delay { get; set; }

    public void Set(Weather weather, TimeSpan delay = default)
    {
        (Weather, Delay) = (weather, delay);
        if (weather == Weather.Silent)
        {
            _pass = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }
        else
        {
            _pass.TrySetResult();
        }

        if (weather == Weather.Closed)
        {
            CloseAll();
        }
    }

    public void Dispose()
    {
        _over.Cancel();
        _listener.Dispose();
        CloseAll();
        _over.Dispose();
    }

    private static TaskCompletionSource Done()
    {
        var done = new TaskCompletionSource();
        done.SetResult();
        return done;
    }

    private void CloseAll()
    {
        foreach (var socket in _open.Keys)
        {
            socket.Close(0);
        }
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                var client = await _listener.AcceptSocketAsync(_over.Token);
                if (Weather == Weather.Closed)
                {
                    client.Close(0);
                    continue;
                }

                _ = ServeAsync(client);
            }
        }
        catch (Exception over) when (over is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // Disposed of.
        }
    }

    private async Task ServeAsync(Socket client)
    {
        using var server = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        using (client)
        {
            client.NoDelay = true;
            (_open[client], _open[server]) = (true, true);
            try
            {
                await server.ConnectAsync(IPAddress.Loopback, _target);
                await Task.WhenAny(PumpAsync(client, server, isAnswer: false), PumpAsync(server, client, isAnswer: true));
            }
            catch (SocketException)
            {
                // The server is away: so is this connection.
            }

            _open.TryRemove(client, out _);
            _open.TryRemove(server, out _);
            client.Close(0);
            server.Close(0);
        }
    }

    private async Task PumpAsync(Socket from, Socket to, bool isAnswer)
    {
        var buffer = new byte[64 * 1024];
        var isStarting = true;
        try
        {
            while (await from.ReceiveAsync(buffer) is var count and > 0)
            {
                var chunk = buffer.AsMemory(0, count);
                var isLastWord = isAnswer && chunk.Span.EndsWith(Ready);
                if (Weather == Weather.Slow)
                {
                    await Wall.Delay(Delay, _over.Token);
                }

                if (Weather == Weather.AnswersLost && isLastWord && !isStarting && Interlocked.Increment(ref _transactions) % 2 == 0)
                {
                    Interlocked.Increment(ref _lost);
                    return;
                }

                isStarting &= !isLastWord;
                await _pass.Task;
                while (chunk.Length > 0)
                {
                    chunk = chunk[await to.SendAsync(chunk)..];
                }
            }
        }
        catch (Exception closed) when (closed is SocketException or ObjectDisposedException or OperationCanceledException)
        {
            // One end has gone, or this proxy closes.
        }
    }
}
