using Spawner.Client.Tests.Scripted;
namespace Spawner.Client.Tests;
public sealed class MillionTests
{
    [Fact]
    public async Task Million()
    {
        using var sut = new ScriptedClient();
        sut.Intake.Record = false;
        var before = GC.GetTotalMemory(true);
        var cpu0 = Environment.CpuUsage.TotalTime; var sw = System.Diagnostics.Stopwatch.StartNew();
        var batch = await sut.Client.SpawnManyAsync(ScriptedClient.Double, Enumerable.Range(0, 1_000_000), null, ScriptedClient.Cancel);
        var t1 = sw.Elapsed; var cpu = Environment.CpuUsage.TotalTime; await Task.Delay(100, TimeProvider.System, ScriptedClient.Cancel);
        var after = GC.GetTotalMemory(true);
        TestContext.Current.SendDiagnosticMessage("x");
        System.IO.File.WriteAllText("/tmp/million.txt", $"spawn {t1} cpu {cpu - cpu0}, bytes/task {(after - before) / 1e6}\n");
        sw.Restart();
        foreach (var chunk in batch.Tasks.Chunk(1000)) await sut.Intake.NotifyAsync([.. chunk.Select(t => Notices.Result(t.Id, "1"))]);
        System.IO.File.AppendAllText("/tmp/million.txt", $"notices {sw.Elapsed} cpu {Environment.CpuUsage.TotalTime - cpu}\n");
        sw.Restart();
        await batch.GetResultsAsync(ScriptedClient.Cancel);
        System.IO.File.AppendAllText("/tmp/million.txt", $"results {sw.Elapsed}\n");
    }
}
