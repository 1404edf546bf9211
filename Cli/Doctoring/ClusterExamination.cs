using System.Runtime.CompilerServices;
using Spawner.Cli.Api;
using Spawner.Cli.Api.Documents;

namespace Spawner.Cli.Doctoring;

/// <summary>Looks at the silos and at the store.</summary>
internal sealed class ClusterExamination(SpawnerApi api)
{
    public async IAsyncEnumerable<Finding> ExamineAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        foreach (var finding in await LookAsync("silos", async () => Silos(await api.ListSilosAsync(cancellationToken))))
        {
            yield return finding;
        }

        foreach (var finding in await LookAsync("kinds", async () => Kinds(await api.ListKindsAsync(cancellationToken))))
        {
            yield return finding;
        }

        foreach (var finding in await LookAsync("store", async () => await StoreAsync(cancellationToken)))
        {
            yield return finding;
        }
    }

    private static async Task<IEnumerable<Finding>> LookAsync(string check, Func<Task<IEnumerable<Finding>>> look)
    {
        try
        {
            return await look();
        }
        catch (CommandException failure)
        {
            return [new Finding(check, Finding.Fail, failure.Message, failure.ExitCode == ExitCodes.Denied ? "Ask an admin for a token with the role viewer or more." : null)];
        }
    }

    private static IEnumerable<Finding> Silos(IReadOnlyList<ApiSilo> silos)
    {
        var idle = silos.Where(silo => silo.State != "active").ToList();
        if (silos.Count == 0)
        {
            yield return new("silos", Finding.Fail, "the cluster lists none", "The server that answered has not met the others yet, or is alone and starting.");
            yield break;
        }

        yield return idle.Count == silos.Count
            ? new("silos", Finding.Fail, $"none of {silos.Count} takes tasks: {States(idle)}", "'spawner silos' shows them; 'spawner resume SILO' ends a drain.")
            : idle.Count > 0
                ? new("silos", Finding.Warn, $"{silos.Count - idle.Count} of {silos.Count} take tasks, not {States(idle)}", "'spawner silos' shows them; 'spawner resume SILO' ends a drain.")
                : new("silos", Finding.Pass, $"{silos.Count}, all take tasks");
        var versions = silos.Select(silo => silo.Version).Distinct().ToList();
        if (versions.Count > 1)
        {
            yield return new("versions", Finding.Warn, $"silos run {string.Join(", ", versions)}", "Fine while a cluster is updated; finish the update.");
        }

        foreach (var failing in silos.Where(silo => silo.FailingKinds is { Count: > 0 }))
        {
            yield return new("failures", Finding.Warn, $"on {failing.Name} most tasks fail of {string.Join(", ", failing.FailingKinds!)}", $"'spawner ps --phase failed --silo {failing.Name}' shows why.");
        }
    }

    private static IEnumerable<Finding> Kinds(IReadOnlyList<ApiKind> kinds)
    {
        var paused = kinds.Where(kind => kind.Paused).Select(kind => kind.Name).ToList();
        yield return paused.Count == 0
            ? new("kinds", Finding.Pass, $"{kinds.Count}, none is paused")
            : new("kinds", Finding.Warn, $"paused: {string.Join(", ", paused)}", "'spawner kinds resume KIND' starts their tasks again.");
    }

    private async Task<IEnumerable<Finding>> StoreAsync(CancellationToken cancellationToken)
    {
        await api.ListTasksAsync(new TaskListQuery { Limit = 1 }, cancellationToken);
        return [new Finding("store", Finding.Pass, "recorded tasks can be read")];
    }

    private static string States(IEnumerable<ApiSilo> silos) => string.Join(", ", silos.Select(silo => $"{silo.Name} ({silo.State})"));
}
