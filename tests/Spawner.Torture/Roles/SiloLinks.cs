using System.Net;
using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Configuration;

namespace Spawner.Torture.Roles;

/// <summary>
/// The links of this silo to others, which a file can cut: its text lists the ports of silos to which no connection is made
/// and whose connections are closed. Both ends of a link must be cut, since either may have made it.
/// </summary>
internal sealed class SiloLinks(string file)
{
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(100);

    private readonly Lock _lock = new();
    private readonly List<(int Port, ConnectionContext Connection)> _open = [];
    private HashSet<int> _cut = [];

    public static void Register(IServiceCollection services, string file)
    {
        var links = new SiloLinks(file);
        _ = Task.Run(links.WatchAsync);
        services.Configure<SiloConnectionOptions>(options => options.ConfigureSiloOutboundConnection(connection => connection.Use(links.PassAsync)));
    }

    private ConnectionDelegate PassAsync(ConnectionDelegate next) => async connection =>
    {
        var port = (connection.RemoteEndPoint as IPEndPoint)?.Port ?? 0;
        lock (_lock)
        {
            if (_cut.Contains(port))
            {
                connection.Abort(new ConnectionAbortedException("The torture test has cut this link."));
                return;
            }

            _open.Add((port, connection));
        }

        try
        {
            await next(connection);
        }
        finally
        {
            lock (_lock)
            {
                _open.Remove((port, connection));
            }
        }
    };

    private async Task WatchAsync()
    {
        for (; ; await Wall.Delay(Look, CancellationToken.None))
        {
            HashSet<int> cut = File.Exists(file) ? [.. (await File.ReadAllTextAsync(file)).Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(int.Parse)] : [];
            lock (_lock)
            {
                _cut = cut;
                foreach (var (_, connection) in _open.Where(open => cut.Contains(open.Port)).ToList())
                {
                    connection.Abort(new ConnectionAbortedException("The torture test has cut this link."));
                }
            }
        }
    }
}
