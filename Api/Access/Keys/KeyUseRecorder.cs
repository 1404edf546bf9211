using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.Hosting;

namespace Spawner.Api.Access.Keys;

/// <summary>Writes down, now and then and at the end, when keys were last used.</summary>
internal sealed partial class KeyUseRecorder(KeyRing keys, TimeProvider clock, ILogger<KeyUseRecorder> logger) : BackgroundService
{
    private static readonly TimeSpan Period = TimeSpan.FromMinutes(1);

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        await RunOnceAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Period, clock);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            await RunOnceAsync(stoppingToken);
        }
    }

    [SuppressMessage("Design", "CA1031", Justification = "When a key was last used is not worth a silo.")]
    private async Task RunOnceAsync(CancellationToken cancellationToken)
    {
        try
        {
            await keys.RecordUsesAsync(cancellationToken);
        }
        catch (Exception failure) when (failure is not OperationCanceledException)
        {
            LogNotRecorded(failure);
        }
    }

    [LoggerMessage(LogLevel.Warning, "When keys were last used could not be written down")]
    private partial void LogNotRecorded(Exception failure);
}
