using Npgsql;

namespace Spawner.Storage.Hosting;

/// <summary>Judges and completes the settings of a store in PostgreSQL.</summary>
internal static class PostgreSqlSettings
{
    private const string Accepted = "an Npgsql connection string such as 'Host=db;Database=spawner;Username=spawner'";

    // The connection string may hold a password, so no text repeats it.
    public static IEnumerable<string> Problems(string? connectionString, string? passwordFile)
    {
        if (string.IsNullOrWhiteSpace(connectionString))
        {
            return [OfConnection("nothing", "Give the database that all silos share.")];
        }

        if (TryParse(connectionString) is not { } parsed)
        {
            return [OfConnection("text that Npgsql cannot parse", "Correct its keywords and quotes.")];
        }

        var problems = ((string Part, string? Value)[])[(nameof(parsed.Host), parsed.Host), (nameof(parsed.Database), parsed.Database), (nameof(parsed.Username), parsed.Username)];
        return problems
            .Where(part => string.IsNullOrWhiteSpace(part.Value))
            .Select(part => OfConnection($"no {part.Part}", $"Add {part.Part}=…"))
            .Concat(OfPassword(parsed, passwordFile));
    }

    /// <summary>The connection string with the password of the file.</summary>
    /// <exception cref="TaskStoreException">The file cannot be read.</exception>
    public static string WithPassword(string connectionString, string? passwordFile)
    {
        if (string.IsNullOrWhiteSpace(passwordFile))
        {
            return connectionString;
        }

        try
        {
            return new NpgsqlConnectionStringBuilder(connectionString) { Password = File.ReadAllText(passwordFile).Trim() }.ConnectionString;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new TaskStoreException(
                $"Cannot log in to the store of durable tasks: PostgreSqlPasswordFile '{passwordFile}' cannot be read ({exception.Message.TrimEnd('.')}). "
                + "Mount the secret there, let this process read it, or correct the path.",
                isTransient: false,
                exception);
        }
    }

    private static IEnumerable<string> OfPassword(NpgsqlConnectionStringBuilder parsed, string? passwordFile)
    {
        if (!string.IsNullOrEmpty(parsed.Password) && !string.IsNullOrWhiteSpace(passwordFile))
        {
            yield return TaskStoreOptions.Problem(
                nameof(TaskStoreOptions.PostgreSqlPasswordFile),
                $"'{passwordFile}' beside a Password in {nameof(TaskStoreOptions.PostgreSqlConnectionString)}",
                "one place for the password",
                "Remove one of the two.");
        }
    }

    private static NpgsqlConnectionStringBuilder? TryParse(string connectionString)
    {
        try
        {
            return new NpgsqlConnectionStringBuilder(connectionString);
        }
        catch (Exception exception) when (exception is ArgumentException or FormatException or KeyNotFoundException)
        {
            return null;
        }
    }

    private static string OfConnection(string found, string next) =>
        TaskStoreOptions.Problem(nameof(TaskStoreOptions.PostgreSqlConnectionString), found, Accepted, next);
}
