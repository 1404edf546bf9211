using System.Diagnostics;
using System.Globalization;
using Spawner.Bench;
using Spawner.TestHost;

// What a cluster adds to work that computes: a burst of tasks on three silos of this machine, beside the same work on two plain
// threads. Rounds of the two alternate, so that what else the machine does hits both. Exit code 1 if the median ratio is
// above the limit.
const int Tasks = 300;
const int Rounds = 5;
const double Limit = 1.15;
var work = TimeSpan.FromMilliseconds(50);

await using var silos = await LocalSilos.StartAsync();

// The first tasks of a process are compiled while they run.
await RunOnSilosAsync();
var ratios = new List<double>();
for (var round = 1; round <= Rounds; round++)
{
    var threads = PlainThreads.Run([.. Enumerable.Repeat(work, Tasks)]);
    var cluster = await RunOnSilosAsync();
    ratios.Add(cluster / threads);
    Print($"round {round}: two threads {threads.TotalSeconds:0.00} s, three silos {cluster.TotalSeconds:0.00} s, ratio {ratios[^1]:0.000}");
}

ratios.Sort();
Print($"{Tasks} tasks of {work.TotalMilliseconds} ms: ratio {ratios[Rounds / 2]:0.000} ({ratios[0]:0.000}-{ratios[^1]:0.000}), limit {Limit}");
var holds = ratios[Rounds / 2] <= Limit;
Console.WriteLine(holds ? "1 passed, 0 failed" : "0 passed, 1 failed");
return holds ? 0 : 1;

async Task<TimeSpan> RunOnSilosAsync()
{
    var begin = Stopwatch.GetTimestamp();
    var batch = await silos.Client.SpawnManyAsync(TestKinds.Burn, Enumerable.Repeat((int)work.TotalMilliseconds, Tasks));
    await batch.GetResultsAsync();
    return Stopwatch.GetElapsedTime(begin);
}

static void Print(FormattableString line) => Console.WriteLine(line.ToString(CultureInfo.InvariantCulture));
