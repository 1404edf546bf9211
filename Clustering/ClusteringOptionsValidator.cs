using Microsoft.Extensions.Options;
using Npgsql;

namespace Spawner.Clustering;

/// <summary>Holds the settings of clustering against what is accepted. Reports every problem at once.</summary>
public static class ClusteringOptionsValidator
{
    private const int MaximumIdLength = 150;

    /// <summary>Every problem, each a sentence: which setting, found, accepted, what to do.</summary>
    /// <param name="options">The settings.</param>
    public static IReadOnlyList<string> Validate(ClusteringOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        return [.. Problems(options)];
    }

    /// <summary>Throws if there is a problem.</summary>
    /// <exception cref="OptionsValidationException">The message lists every problem.</exception>
    internal static void ThrowIfInvalid(ClusteringOptions options)
    {
        if (Validate(options) is { Count: > 0 } problems)
        {
            throw new OptionsValidationException(ClusteringOptions.Section, typeof(ClusteringOptions), problems);
        }
    }

    private static IEnumerable<string> Problems(ClusteringOptions options)
    {
        if (!Enum.IsDefined(options.Provider))
        {
            yield return Problem(nameof(options.Provider), $"{options.Provider}", string.Join(", ", Enum.GetNames<ClusteringProvider>()));
        }

        if (options.ClusterId is not { Length: > 0 and <= MaximumIdLength })
        {
            yield return Problem(nameof(options.ClusterId), options.ClusterId, $"1 to {MaximumIdLength} characters");
        }

        if (options.ServiceId is not { Length: > 0 and <= MaximumIdLength })
        {
            yield return Problem(nameof(options.ServiceId), options.ServiceId, $"1 to {MaximumIdLength} characters");
        }

        if (options.GatewayPort is < 1 or > 65535)
        {
            yield return Problem(nameof(options.GatewayPort), $"{options.GatewayPort}", "1 to 65535");
        }

        if (options.Provider == ClusteringProvider.Sqlite && string.IsNullOrWhiteSpace(options.SqliteFile))
        {
            yield return Problem(nameof(options.SqliteFile), options.SqliteFile, "the path of a file that all silos of this machine share");
        }

        if (options.Provider == ClusteringProvider.PostgreSql && !IsConnectionString(options.PostgreSqlConnectionString))
        {
            // The text may hold a password: it is not repeated.
            yield return Problem(
                nameof(options.PostgreSqlConnectionString),
                string.IsNullOrWhiteSpace(options.PostgreSqlConnectionString) ? null : "a text that Npgsql cannot read",
                "an Npgsql connection string with Host and Database, such as 'Host=db;Database=spawner;Username=spawner'");
        }

        if (options.Provider == ClusteringProvider.PostgreSql && options.PostgreSqlPasswordFile is { } file && !File.Exists(file))
        {
            yield return Problem(nameof(options.PostgreSqlPasswordFile), file, "the path of a file that this process can read");
        }
    }

    private static string Problem(string setting, string? found, string accepted) =>
        $"{ClusteringOptions.Section}:{setting} is {(string.IsNullOrWhiteSpace(found) ? "not set" : $"'{found}'")}. Accepted: {accepted}.";

    private static bool IsConnectionString(string? text)
    {
        try
        {
            return new NpgsqlConnectionStringBuilder(text) is { Host.Length: > 0, Database.Length: > 0 };
        }
        catch (ArgumentException)
        {
            return false;
        }
    }
}
