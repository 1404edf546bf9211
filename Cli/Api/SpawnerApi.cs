using Spawner.Cli.Api.Documents;
using Spawner.Cli.Api.Transport;

namespace Spawner.Cli.Api;

/// <summary>The HTTP API of a cluster: <c>docs/api.md</c> has what each call means.</summary>
internal sealed partial class SpawnerApi(ApiTransport transport, TimeProvider clock) : IDisposable
{
    private static readonly ApiJson Json = ApiJson.Default;

    private readonly EventReader _events = new(transport, clock);

    public string Servers => transport.Servers;

    public Task<Me> GetMeAsync(CancellationToken cancellationToken) => transport.GetAsync("me", Json.Me, cancellationToken);

    /// <summary>The server's word on whether it takes tasks: its status, and its clock where it tells it.</summary>
    public async Task<(int Status, DateTimeOffset? Clock)> ProbeHealthAsync(CancellationToken cancellationToken)
    {
        using var response = await transport.ProbeAsync("health/ready", cancellationToken);
        return ((int)response.StatusCode, response.Headers.Date);
    }

    public void Dispose() => transport.Dispose();

    private static string Escape(string text) => Uri.EscapeDataString(text);
}
