namespace Spawner.Torture;

/// <summary>The one clock of all evidence: milliseconds since 1970, as this machine has them.</summary>
internal static class Wall
{
    public static readonly TimeProvider Clock = TimeProvider.System;

    public static long Now => Clock.GetUtcNow().ToUnixTimeMilliseconds();

    public static Task Delay(TimeSpan time, CancellationToken cancellationToken) => Task.Delay(time, Clock, cancellationToken);

    public static Task Delay(int milliseconds, CancellationToken cancellationToken) =>
        Task.Delay(TimeSpan.FromMilliseconds(milliseconds), Clock, cancellationToken);
}
