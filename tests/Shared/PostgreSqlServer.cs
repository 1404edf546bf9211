using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using Npgsql;

namespace Spawner.Tests;

/// <summary>
/// A PostgreSQL server for tests: the one that SPAWNER_TEST_POSTGRES (an administrator's connection string) names, or one of its
/// own in a temporary folder, from the binaries that Debian installs.
/// </summary>
public sealed partial class PostgreSqlServer : IAsyncDisposable
{
    private const string Variable = "SPAWNER_TEST_POSTGRES";
    private const string User = "postgres";

    private readonly List<string> databases = [];
    private string? binaries;
    private string? folder;
    private string? administrator;

    /// <summary>Whether a server of its own syncs each commit to the disk; tests do without, benches do not.</summary>
    public bool SyncsCommits { get; init; }

    /// <summary>Creates an empty database and returns its connection string, with the administrator as its user.</summary>
    public async Task<string> CreateDatabaseAsync()
    {
        var name = $"test_{Guid.NewGuid():N}";
        await ExecuteAsync($"CREATE DATABASE {name} TEMPLATE template0");
        lock (databases)
        {
            databases.Add(name);
        }

        return new NpgsqlConnectionStringBuilder(administrator) { Database = name }.ConnectionString;
    }

    /// <summary>Runs one of PostgreSQL's own programs on a database.</summary>
    public static Task RunProgramAsync(string program, string connectionString, params string[] arguments)
    {
        var to = new NpgsqlConnectionStringBuilder(connectionString);
        var database = $"postgresql://{to.Username}:{Uri.EscapeDataString(to.Password ?? "")}@{to.Host}:{to.Port}/{to.Database}";
        return RunProcessAsync(Path.Combine(FindBinaries(), program), [$"--dbname={database}", .. arguments]);
    }

    public async ValueTask InitializeAsync()
    {
        administrator = Environment.GetEnvironmentVariable(Variable);
        if (string.IsNullOrWhiteSpace(administrator))
        {
            administrator = await StartAsync();
        }
    }

    public async ValueTask DisposeAsync()
    {
        NpgsqlConnection.ClearAllPools();
        if (folder is null)
        {
            // The server is not ours: leave it as we found it.
            foreach (var name in databases)
            {
                await ExecuteAsync($"DROP DATABASE IF EXISTS {name} WITH (FORCE)");
            }

            return;
        }

        await RunAsync(Path.Combine(binaries!, "pg_ctl"), "-D", DataFolder, "-m", "immediate", "-w", "stop");
        Directory.Delete(folder, recursive: true);
    }

    private string DataFolder => Path.Combine(folder!, "data");

    private async Task<string> StartAsync()
    {
        binaries = FindBinaries();
        folder = Directory.CreateTempSubdirectory("spawner-postgres-").FullName;
        var password = RandomNumberGenerator.GetHexString(32);
        var passwordFile = Path.Combine(folder, "password");
        await File.WriteAllTextAsync(passwordFile, password);
        if (Environment.IsPrivilegedProcess)
        {
            // PostgreSQL refuses to run as root; Debian's package has made the user.
            await RunProcessAsync("chown", ["-R", User, folder]);
        }

        await RunAsync(
            Path.Combine(binaries, "initdb"),
            "-D", DataFolder, "-U", User, "-A", "scram-sha-256", $"--pwfile={passwordFile}", "--no-sync", "--locale=C.UTF-8", "-E", "UTF8");
        var port = FreePort();
        await RunAsync(
            Path.Combine(binaries, "pg_ctl"),
            "-D", DataFolder, "-l", Path.Combine(folder, "log"), "-w", "-o", $"-p {port} -c listen_addresses=127.0.0.1 -c unix_socket_directories='' -c fsync={(SyncsCommits ? "on" : "off")}", "start");
        return $"Host=127.0.0.1;Port={port};Username={User};Password={password};Database=postgres";
    }

    // Version folders are named 15, 16, …: take the newest.
    private static string FindBinaries() =>
        (Directory.Exists("/usr/lib/postgresql") ? Directory.GetDirectories("/usr/lib/postgresql") : [])
            .OrderByDescending(version => int.TryParse(Path.GetFileName(version), CultureInfo.InvariantCulture, out var number) ? number : 0)
            .Select(version => Path.Combine(version, "bin"))
            .FirstOrDefault(path => File.Exists(Path.Combine(path, "initdb")))
        ?? throw new InvalidOperationException(
            $"These tests need PostgreSQL: found neither {Variable} nor /usr/lib/postgresql. Run 'eng/postgres.sh ensure', or set {Variable} to an administrator's connection string.");

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private static Task RunAsync(string program, params string[] arguments) => Environment.IsPrivilegedProcess
        ? RunProcessAsync("setpriv", [$"--reuid={User}", $"--regid={User}", "--init-groups", program, .. arguments])
        : RunProcessAsync(program, arguments);

    private static async Task RunProcessAsync(string program, IReadOnlyList<string> arguments)
    {
        // The server would inherit the pipes and keep them open: pg_ctl gives it a log file instead.
        var start = new ProcessStartInfo(program) { RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = "/" };
        foreach (var argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        if (process.ExitCode != 0)
        {
            throw new InvalidOperationException($"{program} {string.Join(' ', arguments)} ended with {process.ExitCode}: {await output}{await error}");
        }
    }

    private async Task ExecuteAsync(string sql)
    {
        await using var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(administrator) { Pooling = false }.ConnectionString);
        await connection.OpenAsync();
        await using var command = connection.CreateCommand();
#pragma warning disable CA2100 // The names are made up here.
        command.CommandText = sql;
#pragma warning restore CA2100
        await command.ExecuteNonQueryAsync();
    }
}
