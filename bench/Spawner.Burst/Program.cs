using System.Diagnostics;
using System.Globalization;
using Spawner.Burst;
using Spawner.Client.Hosting;
using Spawner.Clustering;
using Spawner.TestHost;
using Spawner.Tests;

// What a cluster adds to work that computes: a burst of tasks on three silos of this machine, beside the same work on two plain
// threads. Rounds of the two alternate, so that what else the machine does hits both. Exit code 1 if the median ratio is
// above the limit.
const int Tasks = 300;
const int Rounds = 5;
const double Limit = 1.15;
var work = TimeSpan.FromMilliseconds(50);

var folder = Directory.CreateTempSubdirectory("burst-");
var clustering = new ClusteringOptions { Provider = ClusteringProvider.Sqlite, SqliteFile = Path.Combine(folder.FullName, "cluster.db") };
var silos = await Task.WhenAll(Enumerable.Range(1, 3).Select(number => SiloProcess.StartAsync(
    BuiltHost.Find("tests/TestHost", "Spawner.TestHost"),
    [
        new("Spawner:Identity:Name", string.Create(CultureInfo.InvariantCulture, $"silo-{number}")),
        new("Spawner:Clustering:Provider", nameof(ClusteringProvider.Sqlite)),
        new("Spawner:Clustering:SqliteFile", clustering.SqliteFile),
    ])));
try
{
    await using var connection = await SpawnerConnection.ConnectAsync(clustering);

    // The first tasks of a process are compiled while they run.
    await RunOnSilosAsync();
    var ratios = new List<double>();
    for (var round = 1; round <= Rounds; round++)
    {
        var threads = PlainThreads.Run(Tasks, work);
        var cluster = await RunOnSilosAsync();
        ratios.Add(cluster / threads);
        Print($"round {round}: two threads {threads.TotalSeconds:0.00} s, three silos {cluster.TotalSeconds:0.00} s, ratio {ratios[^1]:0.000}");
    }

    ratios.Sort();
    Print($"{Tasks} tasks of {work.TotalMilliseconds} ms: ratio {ratios[Rounds / 2]:0.000} ({ratios[0]:0.000}-{ratios[^1]:0.000}), limit {Limit}");
    return ratios[Rounds / 2] <= Limit ? 0 : 1;

    async Task<TimeSpan> RunOnSilosAsync()
    {
        var begin = Stopwatch.GetTimestamp();
        var batch = await connection.Client.SpawnManyAsync(TestKinds.Burn, Enumerable.Repeat((int)work.TotalMilliseconds, Tasks));
        await batch.GetResultsAsync();
        return Stopwatch.GetElapsedTime(begin);
    }
}
finally
{
    foreach (var silo in silos)
    {
        await silo.DisposeAsync();
    }

    folder.Delete(recursive: true);
}

static void Print(FormattableString line) => Console.WriteLine(line.ToString(CultureInfo.InvariantCulture));
