using System.Collections.Concurrent;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Spawner.Api.Access;
using Spawner.Silo;
using Spawner.Silo.Endpoints;

namespace Spawner.Api.Tests.Running;

/// <summary>A silo in this process, as its host runs it, over real sockets.</summary>
public sealed class ApiSilo : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("spawner-api-");
    private readonly TestTokens _tokens = new();
    private readonly ConcurrentBag<HttpClient> _clients = [];
    private Task<int>? _run;

    private ApiSilo()
    {
    }

    public IServiceProvider Services { get; private set; } = null!;

    public Uri Url { get; private set; } = null!;

    /// <summary>Its name, which is its silo's port.</summary>
    public string Name { get; private set; } = null!;

    public string TokenFile => Path.Combine(_folder.FullName, "api-token");

    internal TestTokens Tokens => _tokens;

    /// <summary>Starts one.</summary>
    /// <param name="settings">Beside those of a test.</param>
    public static async Task<ApiSilo> StartAsync(params (string Key, string Value)[] settings)
    {
        var silo = new ApiSilo();
        var ready = new Ready();
        string[] arguments =
        [
            "--Spawner:Silo:SiloPort=0", "--Spawner:Silo:GatewayPort=0", "--Spawner:Silo:HttpUrl=http://127.0.0.1:0", "--Spawner:Storage:Provider=Memory",
            $"--Spawner:Api:TokenFile={silo.TokenFile}", "--Logging:LogLevel:Default=Warning", "--Logging:LogLevel:Orleans=Error", "--Spawner:Execution:Slots=8", "--Spawner:Execution:DrainGrace=00:00:01",
            .. settings.Select(setting => $"--{setting.Key}={setting.Value}"),
        ];
        silo._run = Task.Run(() => SpawnerHost.RunAsync(arguments, TestKinds.Register, host => host.ConfigureServices(services =>
        {
            services.AddSingleton<ITokenSource>(silo._tokens);
            services.AddSingleton<IHostedService>(provider => ready.Of(provider));
        })));
        var first = await Task.WhenAny(silo._run, ready.Task).WaitAsync(Patience);
        Assert.True(first == ready.Task, $"The silo ended with {(first is Task<int> { IsCompletedSuccessfully: true } ended ? ended.Result : first.Exception)} before it was ready.");
        silo.Services = await ready.Task;
        silo.Url = silo.Services.GetRequiredService<SiloEndpoints>().LocalHttpUrl;
        silo.Name = silo.Services.GetRequiredService<Microsoft.Extensions.Options.IOptions<Grains.ClusterLoad.SiloIdentityOptions>>().Value.Name!;
        return silo;
    }

    /// <summary>Speaks to it with a token, or with none; disposed of with the silo.</summary>
    public HttpClient Client(string? token)
    {
        var client = new HttpClient(new SocketsHttpHandler { UseProxy = false, AllowAutoRedirect = false }) { BaseAddress = Url, Timeout = Patience };
        _clients.Add(client);
        if (token is not null)
        {
            client.DefaultRequestHeaders.Authorization = new("Bearer", token);
        }

        return client;
    }

    /// <summary>Speaks to it as somebody.</summary>
    public HttpClient As(SpawnerRoles roles, string name = "somebody", string taskNamespace = "default", params string[] scopes) =>
        Client(_tokens.Give(name, roles, taskNamespace, scopes));

    /// <summary>Begins to stop it.</summary>
    public void Stop() => Services.GetRequiredService<IHostApplicationLifetime>().StopApplication();

    public async ValueTask DisposeAsync()
    {
        Stop();
        foreach (var client in _clients)
        {
            client.Dispose();
        }

        await _run!.WaitAsync(Patience);
        _folder.Delete(recursive: true);
    }

    /// <summary>Tells when the host has started.</summary>
    private sealed class Ready : IHostedLifecycleService
    {
        private readonly TaskCompletionSource<IServiceProvider> _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private IServiceProvider? _services;

        public Task<IServiceProvider> Task => _ready.Task;

        public Ready Of(IServiceProvider services)
        {
            _services = services;
            return this;
        }

        public Task StartedAsync(CancellationToken cancellationToken)
        {
            _ready.TrySetResult(_services!);
            return System.Threading.Tasks.Task.CompletedTask;
        }

        public Task StartAsync(CancellationToken cancellationToken) => System.Threading.Tasks.Task.CompletedTask;

        public Task StartingAsync(CancellationToken cancellationToken) => System.Threading.Tasks.Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => System.Threading.Tasks.Task.CompletedTask;

        public Task StoppedAsync(CancellationToken cancellationToken) => System.Threading.Tasks.Task.CompletedTask;

        public Task StoppingAsync(CancellationToken cancellationToken) => System.Threading.Tasks.Task.CompletedTask;
    }
}
