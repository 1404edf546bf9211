using Microsoft.AspNetCore.Http.Features;

namespace Spawner.Api.Problems;

/// <summary>Says as a problem what was thrown. Pure.</summary>
internal static class ProblemMapping
{
    /// <returns><see langword="null"/> if it is a defect.</returns>
    public static Problem? Of(Exception failure, HttpContext? http = null) => failure switch
    {
        ProblemException known => known.Problem,
        InvalidSpawnException invalid => ApiProblems.InvalidRequest(invalid.Problems),
        InvalidTaskRequestException invalid => ApiProblems.InvalidRequest(invalid.Problems),
        SpawnRefusedException busy => ApiProblems.ClusterBusy(busy.Message, busy.RetryAfter),
        SpawnDeniedException denied => ApiProblems.Forbidden(denied.Message),
        ClusterUnavailableException silent => ApiProblems.ClusterUnavailable(silent.Message),
        UnknownSiloException unknown => ApiProblems.UnknownSilo(unknown.Message),
        UnknownTaskException unknown => ApiProblems.UnknownTask(unknown.Id),
        KeyTakenException taken => ApiProblems.KeyTaken(taken.Message, taken.Existing),
        TaskStoreUnavailableException store => ApiProblems.StoreUnavailable(store.Message, store.IsTransient),
        BadHttpRequestException { StatusCode: StatusCodes.Status413PayloadTooLarge } =>
            ApiProblems.PayloadTooLarge(http?.Features.Get<IHttpMaxRequestBodySizeFeature>()?.MaxRequestBodySize),
        BadHttpRequestException bad => ApiProblems.InvalidRequest([bad.Message]) with { Status = bad.StatusCode },
        _ => null,
    };
}
