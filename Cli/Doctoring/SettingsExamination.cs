using Spawner.Cli.Contexts;
using Spawner.Cli.Terminal;

namespace Spawner.Cli.Doctoring;

/// <summary>Looks at this user's settings.</summary>
internal sealed class SettingsExamination(Target target, Surroundings around)
{
    private const UnixFileMode OfOthers =
        UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.OtherRead | UnixFileMode.OtherWrite;

    public IEnumerable<Finding> Examine()
    {
        yield return new("server", Finding.Pass, $"{string.Join(", ", target.Servers)}, from {target.ServersFrom}");
        yield return target.Token is null
            ? new("token", Finding.Warn, "there is none", "Use 'spawner login', or set SPAWNER_TOKEN; a silo of this machine keeps its own in " + new TargetFinder(around).LocalTokenFile + ".")
            : new("token", Finding.Pass, $"from {target.TokenFrom}");
        if (target.Servers.FirstOrDefault(server => server.Scheme == "http" && !ServerAddress.IsLoopback(server)) is { } open)
        {
            yield return new("encryption", Finding.Warn, $"{open} is plain HTTP", "Use https: who can listen on the way can use the token, too.");
        }

        foreach (var file in new[] { new ContextStore(around.ConfigFolder).Path, new TargetFinder(around).LocalTokenFile })
        {
            if (!OperatingSystem.IsWindows() && File.Exists(file) && (File.GetUnixFileMode(file) & OfOthers) != 0)
            {
                yield return new("secrets", Finding.Fail, $"others may read or write '{file}'", $"chmod 600 '{file}', and change the tokens in it.");
            }
        }
    }
}
