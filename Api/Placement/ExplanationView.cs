using System.Text.Json.Serialization;
using Spawner.Api.Json;

namespace Spawner.Api.Placement;

/// <summary>Which silo a task goes to, or would go to, and why.</summary>
internal sealed record ExplanationView
{
    public string? Chosen { get; init; }

    public string? ChosenAddress { get; init; }

    public required string Reason { get; init; }

    [JsonConverter(typeof(CamelCaseEnumConverter<PlacementRule>))]
    public required PlacementRule Rule { get; init; }

    public DateTimeOffset? DecidedAt { get; init; }

    public string? PlacedBy { get; init; }

    public required IReadOnlyList<CandidateView> Candidates { get; init; }

    public required IReadOnlyList<MoveView> Moves { get; init; }

    public static ExplanationView Of(PlacementExplanation explanation) => new()
    {
        Chosen = explanation.ChosenName,
        ChosenAddress = explanation.Chosen?.ToParsableString(),
        Reason = explanation.Reason,
        Rule = explanation.Rule,
        DecidedAt = explanation.DecidedAt,
        PlacedBy = explanation.PlacedBy?.ToParsableString(),
        Candidates = [.. explanation.Candidates.Select(CandidateView.Of)],
        Moves = [.. explanation.Moves.Select(MoveView.Of)],
    };
}

/// <summary>A silo in the eyes of the decider.</summary>
internal sealed record CandidateView
{
    public required string Silo { get; init; }

    public required string Address { get; init; }

    /// <summary>Why it was out of the choice.</summary>
    public string? Excluded { get; init; }

    public double ServingSlots { get; init; }

    public double ReportedLoad { get; init; }

    public double InFlight { get; init; }

    public double ReportAgeSeconds { get; init; }

    /// <summary>What is compared; the least wins. Left out where there is nothing to compare.</summary>
    public double? Score { get; init; }

    [JsonConverter(typeof(CamelCaseEnumConverter<SiloGate>))]
    public SiloGate Gate { get; init; }

    public static CandidateView Of(PlacementCandidate candidate) => new()
    {
        Silo = candidate.Name,
        Address = candidate.Address.ToParsableString(),
        Excluded = candidate.Excluded,
        ServingSlots = candidate.ServingSlots,
        ReportedLoad = candidate.ReportedLoad,
        InFlight = candidate.InFlight,
        ReportAgeSeconds = candidate.ReportAge.TotalSeconds,
        // JSON has no infinity.
        Score = double.IsFinite(candidate.Score) ? candidate.Score : null,
        Gate = candidate.Gate,
    };
}

/// <summary>From silo to silo since it was placed.</summary>
internal sealed record MoveView(
    string From,
    string FromAddress,
    string ToAddress,
    DateTimeOffset At,
    [property: JsonConverter(typeof(CamelCaseEnumConverter<TaskMoveReason>))] TaskMoveReason Reason)
{
    public static MoveView Of(TaskMove move) => new(move.FromName, move.From.ToParsableString(), move.To.ToParsableString(), move.At, move.Reason);
}

/// <summary>Where the next tasks of a kind would go.</summary>
internal sealed record ForecastView(IReadOnlyList<ShareView> Shares, int Waiting, ExplanationView First)
{
    public static ForecastView Of(PlacementForecast forecast) => new(
        [.. forecast.Shares.Select(share => new ShareView(share.Name, share.Address.ToParsableString(), share.Tasks))],
        forecast.Waiting,
        ExplanationView.Of(forecast.First));
}

/// <summary>Tasks that would go to one silo.</summary>
internal sealed record ShareView(string Silo, string Address, int Tasks);
