using System.Runtime.CompilerServices;
using Spawner.Cli.Api;
using Spawner.Cli.Contexts;
using Spawner.Cli.Terminal;

namespace Spawner.Cli.Doctoring;

/// <summary>Looks at what the command needs, from the inside out: settings, connection, token, then the cluster.</summary>
internal sealed class Doctor(SpawnerApi api, Target target, Surroundings around)
{
    public async IAsyncEnumerable<Finding> ExamineAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        foreach (var finding in new SettingsExamination(target, around).Examine())
        {
            yield return finding;
        }

        var connection = new ConnectionExamination(api, target, around.Clock);
        var answers = true;
        await foreach (var finding in connection.ExamineAsync(cancellationToken))
        {
            answers &= finding.Verdict != Finding.Fail;
            yield return finding;
        }

        if (!answers)
        {
            yield break;
        }

        await foreach (var finding in new ClusterExamination(api).ExamineAsync(cancellationToken))
        {
            yield return finding;
        }
    }
}
