using System.Globalization;

namespace Spawner.Torture.Load;

/// <summary>How a client process was started.</summary>
/// <param name="Cluster">Through which silos are found; see <see cref="ClientHost"/>.</param>
/// <param name="History">File to write.</param>
/// <param name="Before">History of the client whose place this one takes; <c>-</c> for none.</param>
/// <param name="Prefix">Of the numbers of its submissions.</param>
/// <param name="Rate">Tasks a second.</param>
/// <param name="Seed">Of what it does.</param>
internal sealed record ClientSettings(string Cluster, string History, string Before, string Prefix, int Rate, int Seed)
{
    public const string Namespace = "default";

    /// <summary>Environment variable with the cluster: what has a password is no argument.</summary>
    public const string ClusterVariable = "TORTURE_CLUSTER";

    public static ClientSettings Parse(string[] args) => new(
        Environment.GetEnvironmentVariable(ClusterVariable)!, args[0], args[1], args[2], int.Parse(args[3], CultureInfo.InvariantCulture), int.Parse(args[4], CultureInfo.InvariantCulture));
}
