using System.Globalization;
using Npgsql;

namespace Spawner.Clustering;

/// <summary>Finds everything that is wrong with <see cref="ClusteringOptions"/> at once, without touching files or databases.</summary>
public static class ClusteringOptionsValidator
{
    private const int LongestId = 150;

    /// <summary>The problems, each saying what was found, what is accepted and what to do; empty when the options can be used.</summary>
    public static IReadOnlyList<string> Validate(ClusteringOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        List<string> problems = [];
        CheckId(problems, nameof(options.ClusterId), options.ClusterId);
        CheckId(problems, nameof(options.ServiceId), options.ServiceId);
        if (options.GatewayPort is < 1 or > 65535)
        {
            problems.Add(Problem(nameof(options.GatewayPort), options.GatewayPort.ToString(CultureInfo.InvariantCulture), "1 to 65535", "Give the gateway port of the silo."));
        }

        switch (options.Provider)
        {
            case ClusteringProvider.SingleSilo:
                break;
            case ClusteringProvider.Sqlite:
                CheckSqlite(problems, options.SqliteFile);
                break;
            case ClusteringProvider.PostgreSql:
                CheckPostgreSql(problems, options);
                break;
            default:
                problems.Add(Problem(nameof(options.Provider), $"{options.Provider}", string.Join(", ", Enum.GetNames<ClusteringProvider>()), "Choose one of them."));
                break;
        }

        return problems;
    }

    /// <summary>Throws one exception that lists all problems, if there are any.</summary>
    /// <exception cref="ClusteringException">The options cannot be used.</exception>
    public static void ThrowIfInvalid(ClusteringOptions options)
    {
        var problems = Validate(options);
        if (problems.Count > 0)
        {
            throw new ClusteringException(
                $"The clustering options ('{ClusteringOptions.SectionName}') cannot be used:{Environment.NewLine}- " +
                string.Join($"{Environment.NewLine}- ", problems));
        }
    }

    private static void CheckId(List<string> problems, string name, string? value)
    {
        if (string.IsNullOrWhiteSpace(value))
        {
            problems.Add(Problem(name, "nothing", $"1 to {LongestId} characters", "Give the name that all silos and clients share, or leave the default."));
        }
        else if (value.Length > LongestId)
        {
            problems.Add(Problem(name, $"{value.Length} characters", $"1 to {LongestId} characters", "Choose a shorter name."));
        }
    }

    private static void CheckSqlite(List<string> problems, string? file)
    {
        const string Accepted = "the path of a file on a local disk";
        if (string.IsNullOrWhiteSpace(file))
        {
            problems.Add(Problem(nameof(ClusteringOptions.SqliteFile), "nothing", Accepted, "Give one path to all silos and clients of this machine."));
        }
        else if (file.Contains(":memory:", StringComparison.OrdinalIgnoreCase) || file.StartsWith("file:", StringComparison.OrdinalIgnoreCase))
        {
            problems.Add(Problem(nameof(ClusteringOptions.SqliteFile), $"'{file}'", Accepted, "Give a plain path: several processes must be able to open it."));
        }
        else if (Path.EndsInDirectorySeparator(file))
        {
            problems.Add(Problem(nameof(ClusteringOptions.SqliteFile), $"the directory '{file}'", Accepted, "Add a file name."));
        }
    }

    // The connection string may hold a password, so the text never repeats it.
    private static void CheckPostgreSql(List<string> problems, ClusteringOptions options)
    {
        const string Name = nameof(ClusteringOptions.PostgreSqlConnectionString);
        const string Accepted = "an Npgsql connection string such as 'Host=db;Database=spawner;Username=spawner'";
        if (string.IsNullOrWhiteSpace(options.PostgreSqlConnectionString))
        {
            problems.Add(Problem(Name, "nothing", Accepted, "Give the database that all silos and clients share."));
            return;
        }

        NpgsqlConnectionStringBuilder parsed;
        try
        {
            parsed = new NpgsqlConnectionStringBuilder(options.PostgreSqlConnectionString);
        }
        catch (Exception exception) when (exception is ArgumentException or FormatException or KeyNotFoundException)
        {
            problems.Add(Problem(Name, "text that Npgsql cannot parse", Accepted, "Correct its keywords and quotes."));
            return;
        }

        RequirePart(parsed.Host, nameof(parsed.Host));
        RequirePart(parsed.Database, nameof(parsed.Database));
        RequirePart(parsed.Username, nameof(parsed.Username));
        if (!string.IsNullOrEmpty(parsed.Password) && !string.IsNullOrWhiteSpace(options.PostgreSqlPasswordFile))
        {
            problems.Add(Problem(
                nameof(options.PostgreSqlPasswordFile),
                $"'{options.PostgreSqlPasswordFile}' beside a Password in {Name}",
                "one place for the password",
                "Remove one of the two."));
        }

        void RequirePart(string? value, string part)
        {
            if (string.IsNullOrWhiteSpace(value))
            {
                problems.Add(Problem(Name, $"no {part}", Accepted, $"Add {part}=…"));
            }
        }
    }

    private static string Problem(string option, string found, string accepted, string next) =>
        $"{option}: found {found}; accepted: {accepted}. {next}";
}
