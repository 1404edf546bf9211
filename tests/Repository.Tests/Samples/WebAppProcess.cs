using System.Diagnostics;
using System.Text;
using Spawner.Tests;

namespace Spawner.Repository.Tests.Samples;

/// <summary>The sample web app in a process of its own, on a free port of loopback.</summary>
internal sealed class WebAppProcess : IAsyncDisposable
{
    private const string Listening = "Now listening on: ";

    private readonly TaskCompletionSource<Uri> _address = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly StringBuilder _said = new();
    private readonly Process _process;

    private WebAppProcess(int gatewayPort)
    {
        var start = new ProcessStartInfo("dotnet", [BuiltHost.Find("samples/WebApp", "Spawner.Samples.WebApp"), "--urls=http://127.0.0.1:0", $"--Spawner:Clustering:GatewayPort={gatewayPort}"])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        _process = new Process { StartInfo = start, EnableRaisingEvents = true };
        _process.OutputDataReceived += (_, line) => Read(line.Data);
        _process.ErrorDataReceived += (_, line) => Read(line.Data);
        _process.Exited += (_, _) => _address.TrySetException(new InvalidOperationException($"The web app ended with {_process.ExitCode}. It said:\n{Said}"));
        _process.Start();
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    /// <summary>Speaks to it.</summary>
    public HttpClient Http { get; } = new() { Timeout = SiloProcess.Patience };

    /// <summary>Starts the app and waits until it listens: it has found the silo by then.</summary>
    public static async Task<WebAppProcess> StartAsync(int gatewayPort, CancellationToken cancellationToken)
    {
        var app = new WebAppProcess(gatewayPort);
        try
        {
            app.Http.BaseAddress = await app._address.Task.WaitAsync(SiloProcess.Patience, cancellationToken);
            return app;
        }
        catch
        {
            await app.DisposeAsync();
            throw;
        }
    }

    private string Said
    {
        get
        {
            lock (_said)
            {
                return _said.ToString();
            }
        }
    }

    /// <summary>Ends the process at once.</summary>
    public async ValueTask DisposeAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
        Http.Dispose();
    }

    private void Read(string? line)
    {
        lock (_said)
        {
            _said.AppendLine(line);
        }

        if (line?.IndexOf(Listening, StringComparison.Ordinal) is { } at and >= 0)
        {
            _address.TrySetResult(new Uri(line[(at + Listening.Length)..]));
        }
    }
}
