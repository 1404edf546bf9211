using System.Globalization;
using Spawner;
using Spawner.Bench;
using Spawner.Client;
using Spawner.TestHost;
using Spawner.Tests;

// Whether a cluster answers whatever its tasks do: 200 handlers that block their threads, and endless spinners on every slot
// and every extra slot of three silos. Each second it is asked for reports and explanations, a spinner is cancelled and
// replaced, and a silo drained and resumed. Argument: minutes, 10 by default. Exit code 1 if an answer took longer than a
// second or a silo left the cluster.
const int Blocking = 200;
const int SpinnersEach = 4;
var limit = TimeSpan.FromSeconds(1);
var pause = TimeSpan.FromSeconds(1);
var minutes = args is [var given] ? double.Parse(given, CultureInfo.InvariantCulture) : 10;
var clock = TimeProvider.System;

await using var silos = await LocalSilos.StartAsync();
var client = silos.Client;
var names = (await client.ListSilosAsync()).Select(silo => silo.Name).ToList();
var blocked = await client.SpawnManyAsync(TestKinds.Block, Enumerable.Repeat("gate", Blocking));
var spinners = new Queue<TaskHandle>();
foreach (var name in Enumerable.Repeat(names, SpinnersEach).SelectMany(each => each))
{
    spinners.Enqueue(await SpinAsync(name));
}

using var over = new CancellationTokenSource(TimeSpan.FromMinutes(minutes), clock);
var gone = DepartureWatch.WatchAsync(client, over.Token);
var probe = new ResponseProbe(client, clock);
var answers = new List<Answer>();
while (!over.IsCancellationRequested)
{
    foreach (var name in names)
    {
        answers.AddRange(await probe.AskAsync(TestKinds.Pause, blocked.Tasks[0], spinners.Dequeue(), name, CancellationToken.None));
        spinners.Enqueue(await SpinAsync(name));
    }

    await Task.Delay(pause, clock, CancellationToken.None);
}

foreach (var question in answers.GroupBy(answer => answer.Question))
{
    var times = question.Select(answer => answer.Took.TotalMilliseconds).Order().ToList();
    Console.WriteLine(string.Create(
        CultureInfo.InvariantCulture,
        $"{question.Key}: {times.Count} times, median {times[times.Count / 2]:0} ms, longest {times[^1]:0} ms"));
}

var events = await gone;
events.ForEach(Console.WriteLine);
var late = answers.Count(answer => answer.Took > limit);
Console.WriteLine(string.Create(
    CultureInfo.InvariantCulture,
    $"{minutes} minutes: {late} of {answers.Count} answers took longer than {limit.TotalSeconds} s; {events.Count} silos left the cluster"));
var holds = events.Count == 0 && late == 0;
Console.WriteLine(holds ? "1 passed, 0 failed" : "0 passed, 1 failed");
return holds ? 0 : 1;

async Task<TaskHandle> SpinAsync(string silo) => await client.SpawnAsync(TestKinds.Spin, 0, new SpawnOptions { Silo = silo });
