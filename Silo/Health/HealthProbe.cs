using Spawner.Silo.Configuration;
using Spawner.Silo.Endpoints;

namespace Spawner.Silo.Health;

/// <summary>Asks a running silo for its health and ends: <c>--healthcheck [URL]</c>, for containers whose image has no HTTP client.</summary>
internal static class HealthProbe
{
    private const string Verb = "--healthcheck";

    /// <summary>With the start of the process, an answer is there within three seconds.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    public static bool IsAsked(string[] args) => args.Length > 0 && args[0] == Verb;

    public static async Task<int> RunAsync(string[] args)
    {
        var given = args.Length > 1 ? args[1] : DefaultUrl();
        if (!Uri.TryCreate(given, UriKind.Absolute, out var url) || (url.Scheme != Uri.UriSchemeHttp && url.Scheme != Uri.UriSchemeHttps))
        {
            await Console.Error.WriteLineAsync($"{Verb}: found '{given}'. Accepted: an http or https URL, such as http://127.0.0.1:8080{HealthHostBuilderExtensions.ReadyPath}, or nothing.");
            return ExitCodes.NotHealthy;
        }

        // The silo is on this machine: a proxy of the environment is not on the way.
        using var handler = new SocketsHttpHandler { UseProxy = false, AllowAutoRedirect = false };
        if (url.IsLoopback)
        {
            // The certificate is made out to the name that others use; nothing secret is sent, and nobody is between.
            handler.SslOptions.RemoteCertificateValidationCallback = (_, certificate, _, _) => certificate is not null;
        }

        using var http = new HttpClient(handler) { Timeout = Patience };
        try
        {
            using var answer = await http.GetAsync(url);
            await Console.Out.WriteLineAsync($"{(int)answer.StatusCode} {await answer.Content.ReadAsStringAsync()}");
            return answer.IsSuccessStatusCode ? ExitCodes.Ok : ExitCodes.NotHealthy;
        }
        catch (Exception silent) when (silent is HttpRequestException or OperationCanceledException)
        {
            await Console.Error.WriteLineAsync($"{url} does not answer: {silent.Message}");
            return ExitCodes.NotHealthy;
        }
    }

    /// <summary>The silo beside this probe has the same settings, except those of its command line.</summary>
    private static string DefaultUrl()
    {
        var settings = new ConfigurationBuilder()
            .SetBasePath(AppContext.BaseDirectory)
            .AddJsonFile("appsettings.json", optional: true, reloadOnChange: false)
            .AddEnvironmentVariables()
            .Build();
        var configured = settings[$"{SiloOptions.Section}:{nameof(SiloOptions.HttpUrl)}"] ?? new SiloOptions().HttpUrl;
        return HttpUrlAttribute.TryRead(configured) is { } endpoint ? new Uri(SiloEndpoints.LocalUrl(endpoint, HttpUrlAttribute.IsHttps(configured)), HealthHostBuilderExtensions.ReadyPath).ToString() : configured;
    }
}
