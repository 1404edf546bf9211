using System.Globalization;
using Spawner.Client;

namespace Spawner.Tests;

/// <summary>An answer of the cluster.</summary>
/// <param name="Question">What was asked.</param>
/// <param name="Took">How long the answer took.</param>
internal readonly record struct Answer(string Question, TimeSpan Took)
{
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Question}: {Took.TotalMilliseconds:0} ms");
}

/// <summary>Asks a cluster what it must answer whatever its tasks do, and times the answers.</summary>
/// <param name="client">The client that asks.</param>
/// <param name="clock">Times the answers.</param>
internal sealed class ResponseProbe(ISpawnerClient client, TimeProvider clock)
{
    /// <summary>Asks everything once.</summary>
    /// <param name="kind">Kind to explain the placement of.</param>
    /// <param name="running">A task to explain.</param>
    /// <param name="cancelled">A task to cancel: it has ended when this returns.</param>
    /// <param name="silo">A silo to drain and to resume.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<IReadOnlyList<Answer>> AskAsync(TaskKind kind, TaskHandle running, TaskHandle cancelled, string silo, CancellationToken cancellationToken) =>
    [
        await TimeAsync("list silos", async () => RequireAllHeard(await client.ListSilosAsync(cancellationToken))),
        await TimeAsync("explain placement", () => client.ExplainPlacementAsync(kind, cancellationToken: cancellationToken)),
        await TimeAsync("explain task", () => running.ExplainAsync(cancellationToken)),
        await TimeAsync("describe task", () => running.DescribeAsync(cancellationToken)),
        await TimeAsync("cancel task", () => cancelled.CancelAsync(cancellationToken)),
        await TimeAsync("end of cancelled task", () => cancelled.GetOutcomeAsync(cancellationToken)),
        await TimeAsync("drain silo", () => client.DrainSiloAsync(silo, cancellationToken)),
        await TimeAsync("resume silo", () => client.ResumeSiloAsync(silo, cancellationToken)),
    ];

    private static void RequireAllHeard(IReadOnlyList<SiloSnapshot> silos)
    {
        if (silos.FirstOrDefault(silo => silo.State == SiloState.Silent) is { } silent)
        {
            throw new InvalidOperationException($"Silo {silent.Name} has not reported its load for {silent.Age}.");
        }
    }

    private async Task<Answer> TimeAsync(string question, Func<Task> ask)
    {
        var asked = clock.GetTimestamp();
        await ask();
        return new Answer(question, clock.GetElapsedTime(asked));
    }
}
