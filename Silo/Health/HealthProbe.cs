namespace Spawner.Silo.Health;

/// <summary>Asks a running silo how it is: container images without a download tool check their health with the silo's own program.</summary>
internal static class HealthProbe
{
    public const string DefaultUrl = "http://127.0.0.1:8080/health/ready";

    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(3);

    public static async Task<int> RunAsync(string url)
    {
        try
        {
            using var http = new HttpClient { Timeout = Timeout };
            using var answer = await http.GetAsync(new Uri(url));
            await Console.Out.WriteLineAsync($"{(int)answer.StatusCode} {await answer.Content.ReadAsStringAsync()}");
            return answer.IsSuccessStatusCode ? ExitCodes.Ok : ExitCodes.NotHealthy;
        }
        catch (Exception failure) when (failure is HttpRequestException or TaskCanceledException or UriFormatException)
        {
            await Console.Error.WriteLineAsync($"{url}: {failure.Message}");
            return ExitCodes.NotHealthy;
        }
    }
}
