using System.Text.Json;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.Options;
using Orleans.Configuration;
using Orleans.Runtime;
using Spawner.Grains.ClusterLoad;

namespace Spawner.Silo.Configuration;

/// <summary>Says once that the silo takes tasks, in the log and, if asked for, in a file that others wait for.</summary>
internal sealed partial class ReadyAnnouncement(
    SiloSettings settings,
    ILocalSiloDetails self,
    IOptions<SiloIdentityOptions> identity,
    IServer server,
    IHostApplicationLifetime lifetime,
    ILogger<ReadyAnnouncement> logger) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken)
    {
        // When the host has started the silo is active, and the HTTP server knows the port that it got.
        lifetime.ApplicationStarted.Register(Announce);
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private void Announce()
    {
        var name = identity.Value.Name ?? self.Name;
        var url = server.Features.Get<IServerAddressesFeature>()?.Addresses.FirstOrDefault() ?? settings.Silo.HttpUrl;
        LogReady(name, self.SiloAddress, self.GatewayAddress.Endpoint.Port, url);
        if (settings.Silo.ReadyFile is { } file)
        {
            var content = JsonSerializer.Serialize(new
            {
                name,
                siloAddress = self.SiloAddress.ToParsableString(),
                siloPort = self.SiloAddress.Endpoint.Port,
                gatewayPort = self.GatewayAddress.Endpoint.Port,
                httpUrl = url,
                pid = Environment.ProcessId,
            });

            // Readers see the whole file or none.
            File.WriteAllText(file + ".new", content);
            File.Move(file + ".new", file, overwrite: true);
        }
    }

    [LoggerMessage(LogLevel.Information, "Silo {Name} ({Address}) takes tasks; clients reach it on port {GatewayPort}, health and metrics are at {Url}")]
    private partial void LogReady(string name, SiloAddress address, int gatewayPort, string url);
}
