using Spawner.Cli.Api.Documents;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace Spawner.Cli.Views;

/// <summary>Why a task is where it is.</summary>
internal static class ExplanationView
{
    public static IRenderable Draw(Explanation explained)
    {
        var parts = new List<IRenderable>
        {
            new Details()
                .Add("silo", explained.Chosen is null ? "none" : $"{explained.Chosen} ({explained.ChosenAddress})")
                .Add("rule", explained.Rule)
                .Add("reason", explained.Reason)
                .Add("decided", Numbers.Time(explained.DecidedAt))
                .Add("placed by", explained.PlacedBy)
                .Grid,
            Text.Empty,
            Candidates(explained.Candidates ?? []),
        };
        if (explained.Moves is { Count: > 0 } moves)
        {
            parts.Add(Text.Empty);
            parts.Add(Moves(moves));
        }

        return new Rows(parts);
    }

    private static Table Candidates(IReadOnlyList<Candidate> candidates)
    {
        var table = PlainTable.Create("CANDIDATE", "SCORE>", "SLOTS>", "LOAD>", "IN FLIGHT>", "SEEN>", "GATE", "OUT BECAUSE");
        foreach (var candidate in candidates)
        {
            table.Add(
                candidate.Silo, candidate.Score is { } score ? Numbers.Slots(score) : "", Numbers.Slots(candidate.ServingSlots), Numbers.Slots(candidate.ReportedLoad), Numbers.Slots(candidate.InFlight),
                Numbers.Seconds(candidate.ReportAgeSeconds), candidate.Gate == "open" ? "" : candidate.Gate, candidate.Excluded);
        }

        return table;
    }

    private static Table Moves(IReadOnlyList<Move> moves)
    {
        var table = PlainTable.Create("MOVED AT", "FROM", "TO", "WHY");
        foreach (var move in moves)
        {
            table.Add(Numbers.Time(move.At), move.From, move.ToAddress, move.Reason);
        }

        return table;
    }
}
