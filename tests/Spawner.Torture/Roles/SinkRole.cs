using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Threading.Channels;

namespace Spawner.Torture.Roles;

/// <summary>
/// The process to which handlers show their effects. It appends each to its own log, answers only once that is on disk, and
/// refuses what comes of an earlier run than it has seen of that task, as a sink that knows the fence does.
/// </summary>
internal sealed class SinkRole(string log)
{
    private readonly Channel<(long At, string Line, StreamWriter From)> _arrived = Channel.CreateUnbounded<(long, string, StreamWriter)>();
    private readonly Dictionary<string, int> _runs = [];

    /// <summary>Serves until the process is ended.</summary>
    /// <param name="log">File to append to.</param>
    /// <param name="portFile">Where to write the port that it listens on.</param>
    public static async Task<int> RunAsync(string log, string portFile)
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var sink = new SinkRole(log);
        var writing = sink.WriteAsync();
        await File.WriteAllTextAsync(portFile + ".new", ((IPEndPoint)listener.LocalEndpoint).Port.ToString(CultureInfo.InvariantCulture));
        File.Move(portFile + ".new", portFile);
        while (!writing.IsCompleted)
        {
            _ = sink.ReadAsync(await listener.AcceptTcpClientAsync());
        }

        await writing;
        return 0;
    }

    private async Task ReadAsync(TcpClient handlerProcess)
    {
        using (handlerProcess)
        {
            handlerProcess.NoDelay = true;
            using var reader = new StreamReader(handlerProcess.GetStream());
            await using var writer = new StreamWriter(handlerProcess.GetStream());
            try
            {
                while (await reader.ReadLineAsync() is { } line)
                {
                    _arrived.Writer.TryWrite((Wall.Now, line, writer));
                }
            }
            catch (IOException)
            {
                // The silo was killed: what it sent before counts.
            }
        }
    }

    /// <summary>All that has gathered goes to disk at once.</summary>
    private async Task WriteAsync()
    {
        await using var file = new FileStream(log, FileMode.Append, FileAccess.Write, FileShare.Read);
        List<(string Answer, StreamWriter To)> answers = [];
        while (await _arrived.Reader.WaitToReadAsync())
        {
            var text = new StringBuilder();
            answers.Clear();
            while (_arrived.Reader.TryRead(out var arrived))
            {
                var (number, effect) = Take(arrived.At, arrived.Line);
                text.Append(effect.ToLine()).Append('\n');
                answers.Add(($"{number} {(effect.IsStale ? "stale" : "ok")}", arrived.From));
            }

            await file.WriteAsync(Encoding.UTF8.GetBytes(text.ToString()));
            file.Flush(flushToDisk: true);
            foreach (var group in answers.GroupBy(answer => answer.To))
            {
                await AnswerAsync(group.Key, group.Select(answer => answer.Answer));
            }
        }
    }

    private (string Number, Effect Effect) Take(long at, string line)
    {
        var space = line.IndexOf(' ', StringComparison.Ordinal);
        var effect = Effect.Parse(line[(space + 1)..]) with { At = at };
        var newest = _runs.GetValueOrDefault(effect.Task);
        _runs[effect.Task] = Math.Max(newest, effect.Run);
        return (line[..space], effect with { IsStale = effect.Run < newest });
    }

    private static async Task AnswerAsync(StreamWriter to, IEnumerable<string> answers)
    {
        try
        {
            foreach (var answer in answers)
            {
                await to.WriteAsync(answer + "\n");
            }

            await to.FlushAsync();
        }
        catch (Exception gone) when (gone is IOException or ObjectDisposedException)
        {
            // Its process has died since.
        }
    }
}
