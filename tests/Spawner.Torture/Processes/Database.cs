using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using Npgsql;
using Spawner.Tests;

namespace Spawner.Torture.Processes;

/// <summary>
/// A PostgreSQL server of the test's own, from Debian's binaries, with fsync on: the harness is the parent of its first process,
/// and so can kill it and start it again.
/// </summary>
internal sealed class Database(Launcher launcher, string folder)
{
    private const string User = "postgres";

    // Of PostgreSQL: stop at once, without a checkpoint; the next start recovers.
    private const int Quit = 3;

    private readonly string _binaries = FindBinaries();
    private readonly string _password = RandomNumberGenerator.GetHexString(32);
    private Process? _process;

    public int Port { get; } = FreePort();

    public string Log => Path.Combine(folder, "log");

    public string ConnectionString => Through(Port);

    /// <summary>For whoever reaches the server through a proxy.</summary>
    public string Through(int port) =>
        string.Create(CultureInfo.InvariantCulture, $"Host=127.0.0.1;Port={port};Username={User};Password={_password};Database=postgres;SSL Mode=Disable");

    public async Task CreateAsync(CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        var passwordFile = Path.Combine(folder, "password");
        await File.WriteAllTextAsync(passwordFile, _password, cancellationToken);
        if (Environment.IsPrivilegedProcess)
        {
            // PostgreSQL refuses to run as root; the package has made the user.
            await RunAsync("chown", User, cancellationToken, "-R", User, folder);
        }

        await RunAsync(
            Path.Combine(_binaries, "initdb"), User, cancellationToken,
            "-D", Data, "-U", User, "-A", "scram-sha-256", $"--pwfile={passwordFile}", "--locale=C.UTF-8", "-E", "UTF8");
        await StartAsync(cancellationToken);
    }

    /// <summary>Starts the server, again and again while processes of a killed one still hold its memory, and waits until it answers.</summary>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            if (_process is null or { HasExited: true })
            {
                _process = await launcher.StartAsync(new Launch(
                    Path.Combine(_binaries, "postgres"),
                    ["-D", Data, "-p", Port.ToString(CultureInfo.InvariantCulture), "-c", "listen_addresses=127.0.0.1", "-c", "unix_socket_directories=",
                        "-c", "fsync=on", "-c", "synchronous_commit=on", "-c", "max_connections=120", "-c", "recovery_init_sync_method=syncfs", "-c", "log_line_prefix=%m [%p] "],
                    Log)
                { User = User });
            }

            if (await AnswersAsync())
            {
                return;
            }

            await Wall.Delay(100, cancellationToken);
        }
    }

    /// <summary>SIGKILL to the first process; the others notice and end.</summary>
    public void Kill() => _process!.Kill();

    /// <summary>What <c>pg_ctl -m immediate stop</c> does.</summary>
    public void StopAtOnce() => UnixSignal.Send(_process!, Quit);

    private string Data => Path.Combine(folder, "data");

    private async Task<bool> AnswersAsync()
    {
        try
        {
            await using var connection = new NpgsqlConnection(ConnectionString + ";Pooling=false;Timeout=2");
            await connection.OpenAsync();
            return true;
        }
        catch (NpgsqlException)
        {
            // Starting, or recovering.
            return false;
        }
    }

    private async Task RunAsync(string program, string user, CancellationToken cancellationToken, params string[] arguments)
    {
        var isRoot = program == "chown";
        var process = await launcher.StartAsync(new Launch(program, arguments, isRoot ? "/dev/null" : Path.Combine(folder, "initdb.log")) { User = isRoot ? null : user });
        await process.WaitForExitAsync(cancellationToken);
        if (process.ExitCode != 0)
        {
            throw new InvalidOperationException($"{program} {string.Join(' ', arguments)} ended with {process.ExitCode}; see {folder}.");
        }
    }

    // Version folders are named 15, 16, …: take the newest.
    private static string FindBinaries() =>
        (Directory.Exists("/usr/lib/postgresql") ? Directory.GetDirectories("/usr/lib/postgresql") : [])
            .OrderByDescending(version => int.TryParse(Path.GetFileName(version), CultureInfo.InvariantCulture, out var number) ? number : 0)
            .Select(version => Path.Combine(version, "bin"))
            .FirstOrDefault(path => File.Exists(Path.Combine(path, "initdb")))
        ?? throw new InvalidOperationException("The torture test needs PostgreSQL: /usr/lib/postgresql holds none. Run 'eng/postgres.sh ensure'.");

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
