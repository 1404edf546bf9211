using Microsoft.AspNetCore.Http.Timeouts;
using Spawner.Api.Limits;

namespace Spawner.Api.Hosting;

/// <summary>How long requests may take.</summary>
internal static class Timeouts
{
    public const string Usual = "Spawner";
    public const string LongPoll = "Spawner.LongPoll";

    /// <summary>Longer than the client library goes on asking silos for one thing, so that its reason is what the caller hears.</summary>
    private static readonly TimeSpan UsualTime = TimeSpan.FromSeconds(40);

    /// <summary>The longest wait, and the time to answer after it.</summary>
    private static readonly TimeSpan LongPollTime = TimeSpan.FromSeconds(100);

    public static void Configure(RequestTimeoutOptions timeouts)
    {
        timeouts.AddPolicy(Usual, Of(UsualTime));
        timeouts.AddPolicy(LongPoll, Of(LongPollTime));
    }

    /// <summary>The wait of a caller is part of the request.</summary>
    public static TBuilder AsLongPoll<TBuilder>(this TBuilder endpoint)
        where TBuilder : IEndpointConventionBuilder
    {
        endpoint.WithRequestTimeout(LongPoll);
        return endpoint;
    }

    /// <summary>Goes on for as long as both want.</summary>
    public static TBuilder AsStream<TBuilder>(this TBuilder endpoint)
        where TBuilder : IEndpointConventionBuilder
    {
        endpoint.DisableRequestTimeout();
        return endpoint.RequireRateLimiting(OpenStreams.Policy).WithMetadata(new EventStreamMetadata());
    }

    private static RequestTimeoutPolicy Of(TimeSpan time) => new() { Timeout = time, TimeoutStatusCode = StatusCodes.Status504GatewayTimeout };
}

/// <summary>The endpoint answers with server-sent events.</summary>
internal sealed record EventStreamMetadata;
