using Spawner.Cli.Api.Documents;

namespace Spawner.Cli.Api;

internal sealed partial class SpawnerApi
{
    public async Task<IReadOnlyList<ApiSilo>> ListSilosAsync(CancellationToken cancellationToken) =>
        (await transport.GetAsync("silos", Json.SiloList, cancellationToken)).Silos;

    public Task DrainSiloAsync(string silo, CancellationToken cancellationToken) =>
        transport.DoAsync(HttpMethod.Post, $"silos/{Escape(silo)}/drain", cancellationToken);

    public Task ResumeSiloAsync(string silo, CancellationToken cancellationToken) =>
        transport.DoAsync(HttpMethod.Post, $"silos/{Escape(silo)}/resume", cancellationToken);

    public async Task<IReadOnlyList<ApiKind>> ListKindsAsync(CancellationToken cancellationToken) =>
        (await transport.GetAsync("kinds", Json.KindList, cancellationToken)).Kinds;

    public Task PauseKindAsync(string kind, CancellationToken cancellationToken) =>
        transport.DoAsync(HttpMethod.Post, $"kinds/{Escape(kind)}/pause", cancellationToken);

    public Task ResumeKindAsync(string kind, CancellationToken cancellationToken) =>
        transport.DoAsync(HttpMethod.Post, $"kinds/{Escape(kind)}/resume", cancellationToken);

    /// <summary>Where the next task of a kind would go.</summary>
    public Task<Explanation> ExplainKindAsync(string kind, CancellationToken cancellationToken) =>
        transport.GetAsync($"placement/explanation?kind={Escape(kind)}", Json.Explanation, cancellationToken);
}
