using System.Threading.RateLimiting;
using Microsoft.AspNetCore.RateLimiting;
using Spawner.Api.Access;
using Spawner.Api.Problems;

namespace Spawner.Api.Limits;

/// <summary>How much one credential may ask: so many requests a second.</summary>
internal sealed class RequestRate(IOptions<SpawnerApiOptions> options) : CallerLimit
{
    public const string Policy = "Spawner";

    /// <summary>A caller that was quiet may ask this many seconds' worth at once.</summary>
    private const int BurstSeconds = 2;

    protected override string What => "The credential has asked more requests a second than Spawner:Api:RequestsPerSecond allows.";

    protected override RateLimitPartition<string> PartitionOf(string caller) => RateLimitPartition.GetTokenBucketLimiter(caller, _ => new TokenBucketRateLimiterOptions
    {
        TokenLimit = options.Value.RequestsPerSecond * BurstSeconds,
        TokensPerPeriod = options.Value.RequestsPerSecond,
        ReplenishmentPeriod = TimeSpan.FromSeconds(1),
        QueueLimit = 0,
    });
}

/// <summary>How many streams one credential may have open.</summary>
internal sealed class OpenStreams(IOptions<SpawnerApiOptions> options) : CallerLimit
{
    public const string Policy = "Spawner.Streams";

    protected override string What => "The credential has as many streams open as Spawner:Api:StreamsPerCredential allows.";

    protected override RateLimitPartition<string> PartitionOf(string caller) => RateLimitPartition.GetConcurrencyLimiter(caller, _ => new ConcurrencyLimiterOptions
    {
        PermitLimit = options.Value.StreamsPerCredential,
        QueueLimit = 0,
    });
}

/// <summary>A limit for each credential.</summary>
internal abstract class CallerLimit : IRateLimiterPolicy<string>
{
    private const double RetryAfterSeconds = 1;

    public Func<OnRejectedContext, CancellationToken, ValueTask>? OnRejected =>
        (rejected, _) => new ValueTask(ProblemWriter.WriteAsync(rejected.HttpContext, ApiProblems.TooManyRequests(RetryAfterSeconds, What)));

    protected abstract string What { get; }

    /// <summary>Whoever gets here has a credential: authorization comes before.</summary>
    public RateLimitPartition<string> GetPartition(HttpContext httpContext) =>
        PartitionOf(CredentialClaims.Read(httpContext.User) is { } credential ? $"{credential.Namespace}/{credential.Name}" : "");

    protected abstract RateLimitPartition<string> PartitionOf(string caller);
}
