using System.Globalization;
using Spawner;
using Spawner.Bench;
using Spawner.TestHost;

// Whether a cluster whose processors are saturated takes a living silo for dead: every slot of three silos computes, six
// threads on what may be two cores, and further tasks come all the time. Argument: minutes, 10 by default. Exit code 1 if a
// silo left the cluster or a task was lost.
var minutes = args is [var given] ? double.Parse(given, CultureInfo.InvariantCulture) : 10;
var clock = TimeProvider.System;

await using var silos = await LocalSilos.StartAsync();
using var over = new CancellationTokenSource(TimeSpan.FromMinutes(minutes), clock);
var gone = DepartureWatch.WatchAsync(silos.Client, over.Token);
var (done, notDone, longest) = (0, 0, TimeSpan.Zero);
while (!over.IsCancellationRequested)
{
    // Thrice what the slots can hold, so that none is ever free.
    var begin = clock.GetTimestamp();
    var batch = await silos.Client.SpawnManyAsync(TestKinds.Burn, Enumerable.Repeat(500, 18));
    var outcomes = await Task.WhenAll(batch.Tasks.Select(task => task.GetOutcomeAsync()));
    done += outcomes.Count(outcome => outcome.Phase == TaskPhase.Succeeded);
    notDone += outcomes.Count(outcome => outcome.Phase != TaskPhase.Succeeded);
    longest = clock.GetElapsedTime(begin) is var took && took > longest ? took : longest;
}

var events = await gone;
events.ForEach(Console.WriteLine);
Console.WriteLine(string.Create(
    CultureInfo.InvariantCulture,
    $"{minutes} minutes: {done} tasks of 500 ms done, {notDone} not; the longest batch of 18 took {longest.TotalSeconds:0.0} s; {events.Count} silos left the cluster"));
var holds = events.Count == 0 && notDone == 0 && done > 0;
Console.WriteLine(holds ? "1 passed, 0 failed" : "0 passed, 1 failed");
return holds ? 0 : 1;
