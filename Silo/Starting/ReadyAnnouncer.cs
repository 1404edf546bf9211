using Microsoft.Extensions.Options;
using Spawner.Grains.ClusterLoad;
using Spawner.Silo.Configuration;
using Spawner.Silo.Endpoints;

namespace Spawner.Silo.Starting;

/// <summary>Says when the silo takes tasks and where it listens: in the log, and in a file if one is asked for.</summary>
internal sealed partial class ReadyAnnouncer(
    IOptions<SiloOptions> options,
    IOptions<SiloIdentityOptions> identity,
    ILocalSiloDetails silo,
    SiloEndpoints endpoints,
    StartPhase start,
    ILogger<ReadyAnnouncer> logger) : IHostedLifecycleService
{
    /// <summary>The file of an earlier run says nothing about this one.</summary>
    public Task StartingAsync(CancellationToken cancellationToken) => ForgetAsync();

    public async Task StartedAsync(CancellationToken cancellationToken)
    {
        var ready = new ReadyFile(
            identity.Value.Name!,
            silo.SiloAddress.ToParsableString(),
            endpoints.SiloPort,
            endpoints.GatewayPort,
            endpoints.LocalHttpUrl,
            Environment.ProcessId);
        if (options.Value.ReadyFile is { } path)
        {
            await OnDiskAsync(() => ready.WriteAsync(path, cancellationToken));
        }

        start.End();
        LogReady(ready.Name, ready.SiloAddress, ready.GatewayPort, ready.HttpUrl, ready.Pid);
    }

    public Task StoppingAsync(CancellationToken cancellationToken)
    {
        LogStopping(identity.Value.Name);
        return ForgetAsync();
    }

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private Task ForgetAsync() => options.Value.ReadyFile is { } path
        ? OnDiskAsync(() =>
        {
            File.Delete(path);
            return Task.CompletedTask;
        })
        : Task.CompletedTask;

    private async Task OnDiskAsync(Func<Task> act)
    {
        try
        {
            await act();
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
            throw HostStartException.OfSettings(
            [
                new SettingProblem(
                    $"{SiloOptions.Section}:{nameof(SiloOptions.ReadyFile)}", options.Value.ReadyFile, $"a file in a folder that exists and may be written ({refused.Message})").ToString(),
            ]);
        }
    }

    [LoggerMessage(LogLevel.Information, "Silo {Name} takes tasks: address {SiloAddress}, gateway port {GatewayPort}, {HttpUrl}, process {ProcessId}")]
    private partial void LogReady(string name, string siloAddress, int gatewayPort, Uri httpUrl, int processId);

    [LoggerMessage(LogLevel.Information, "Silo {Name} stops")]
    private partial void LogStopping(string? name);
}
