using System.Net;
using Polly;
using Polly.Retry;

namespace Spawner.Cli.Api.Transport;

/// <summary>
/// Sends a request again where that is safe: what never reached a server, what a server had no room for and so has not done, and
/// after a lost connection what does nothing more when it is done twice.
/// </summary>
internal sealed class RepeatHandler : DelegatingHandler
{
    // Nobody has answered yet: the address is most likely wrong, and the user waits for the message.
    private static readonly TimeSpan FirstContactPatience = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan ShortestPause = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(3);
    private static readonly ResiliencePropertyKey<HttpRequestMessage> Request = new("spawner.request");
    private static readonly ResiliencePropertyKey<long> Started = new("spawner.started");

    private readonly ServerList _servers;
    private readonly TimeSpan _patience;
    private readonly TimeProvider _clock;
    private readonly ResiliencePipeline<HttpResponseMessage> _pipeline;
    private volatile bool _hasAnswered;

    public RepeatHandler(ServerList servers, TimeSpan patience, TimeProvider clock)
    {
        (_servers, _patience, _clock) = (servers, patience, clock);
        _pipeline = new ResiliencePipelineBuilder<HttpResponseMessage> { TimeProvider = clock }
            .AddRetry(new RetryStrategyOptions<HttpResponseMessage>
            {
                MaxRetryAttempts = int.MaxValue,
                ShouldHandle = attempt => ValueTask.FromResult(MayRepeat(attempt)),
                DelayGenerator = attempt => ValueTask.FromResult<TimeSpan?>(PauseAfter(attempt.AttemptNumber, attempt.Outcome.Result)),
                OnRetry = attempt =>
                {
                    attempt.Outcome.Result?.Dispose();
                    return default;
                },
            })
            .Build();
    }

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var context = ResilienceContextPool.Shared.Get(cancellationToken);
        try
        {
            context.Properties.Set(Request, request);
            context.Properties.Set(Started, _clock.GetTimestamp());
            var response = await _pipeline.ExecuteAsync(async attempt => await base.SendAsync(request, attempt.CancellationToken), context);
            _hasAnswered = true;
            return response;
        }
        finally
        {
            ResilienceContextPool.Shared.Return(context);
        }
    }

    private bool MayRepeat(RetryPredicateArguments<HttpResponseMessage> attempt)
    {
        var request = attempt.Context.Properties.GetValue(Request, null!);
        var response = attempt.Outcome.Result;
        var safe = attempt.Outcome.Exception is HttpRequestException failure
            ? request.IsRepeatable() || NeverArrived(failure)
            : response is not null && (HadNoRoom(response) || (request.IsRepeatable() && IsPassing(response.StatusCode)));
        return safe && HasTimeFor(attempt, response);
    }

    private bool HasTimeFor(RetryPredicateArguments<HttpResponseMessage> attempt, HttpResponseMessage? response)
    {
        var patience = response is not null || _hasAnswered ? _patience : Shorter(_patience, FirstContactPatience);
        var spent = _clock.GetElapsedTime(attempt.Context.Properties.GetValue(Started, 0));
        return spent + PauseAfter(attempt.AttemptNumber, response) <= patience;
    }

    private TimeSpan PauseAfter(int attempt, HttpResponseMessage? response)
    {
        if (response is not null && RetryAfter(response) is { } asked)
        {
            return asked;
        }

        // Another server may be asked at once; after a round of them all a pause is due, twice as long each time.
        var round = (attempt + 1) / _servers.Count;
        return (attempt + 1) % _servers.Count != 0 ? TimeSpan.Zero : Shorter(LongestPause, ShortestPause * Math.Pow(2, Math.Min(round - 1, 10)));
    }

    private TimeSpan? RetryAfter(HttpResponseMessage response) => response.Headers.RetryAfter switch
    {
        { Delta: { } delta } => delta,
        { Date: { } date } => date > _clock.GetUtcNow() ? date - _clock.GetUtcNow() : TimeSpan.Zero,
        _ => null,
    };

    private static bool NeverArrived(HttpRequestException failure) =>
        failure.HttpRequestError is HttpRequestError.ConnectionError or HttpRequestError.NameResolutionError;

    // A server that says when to come again has done nothing yet.
    private static bool HadNoRoom(HttpResponseMessage response) =>
        response.StatusCode is HttpStatusCode.TooManyRequests
        || (response.StatusCode is HttpStatusCode.ServiceUnavailable && response.Headers.RetryAfter is not null);

    private static bool IsPassing(HttpStatusCode status) =>
        status is HttpStatusCode.BadGateway or HttpStatusCode.ServiceUnavailable or HttpStatusCode.GatewayTimeout;

    private static TimeSpan Shorter(TimeSpan one, TimeSpan other) => one < other ? one : other;
}
