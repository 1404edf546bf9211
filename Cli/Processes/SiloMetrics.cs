using System.Globalization;

namespace Spawner.Cli.Processes;

/// <summary>Reads what silos count of themselves.</summary>
internal static class SiloMetrics
{
    private const string Adopted = "spawner_tasks_adopted_total";

    /// <summary>Durable tasks that silos have taken over from one that is gone; those of a silo that does not answer are left out.</summary>
    public static async Task<int> CountAdoptedAsync(HttpClient http, IEnumerable<SiloProcess> silos, CancellationToken cancellationToken)
    {
        var counts = await Task.WhenAll(silos.Where(silo => silo is { Killed: false, Ready: not null }).Select(silo => CountAsync(http, silo.Ready!.HttpUrl, cancellationToken)));
        return counts.Sum();
    }

    /// <summary>Adds up the samples of a counter in Prometheus' text format.</summary>
    internal static int Sum(string text, string counter) => (int)text
        .Split('\n')
        .Where(line => line.StartsWith(counter, StringComparison.Ordinal) && line.Length > counter.Length && line[counter.Length] is '{' or ' ')
        .Sum(line => double.Parse(line[(line.LastIndexOf('}') + 1)..].Replace(counter, "", StringComparison.Ordinal).Trim().Split(' ')[0], CultureInfo.InvariantCulture));

    private static async Task<int> CountAsync(HttpClient http, Uri silo, CancellationToken cancellationToken)
    {
        try
        {
            return Sum(await http.GetStringAsync(new Uri(silo, "metrics"), cancellationToken), Adopted);
        }
        catch (Exception silent) when (silent is HttpRequestException || (silent is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            return 0;
        }
    }
}
