using System.Globalization;
using System.Runtime.Versioning;
using Spawner.Grains.Execution;

namespace Spawner.Grains.Tests.Execution;

[SupportedOSPlatform("linux")]
public sealed class DedicatedThreadTests
{
    /// <summary>Position of the nice value in /proc/PID/stat behind the name of the program (proc(5)).</summary>
    private const int NiceBehindName = 16;

    [Fact]
    public void GiveWay_CalledByAnother_LowersTheThreadOnceMoreAndWearsItOut()
    {
        using var made = new ManualResetEventSlim();
        using var lowered = new ManualResetEventSlim();
        DedicatedThread? sut = null;
        var (before, after, own) = (0, 0, NiceOfThisThread());
        var thread = new Thread(() =>
        {
            sut = new DedicatedThread(nice: 4);
            Assert.Null(sut.StepBack());
            before = NiceOfThisThread();
            made.Set();
            lowered.Wait();
            after = NiceOfThisThread();
        });
        thread.Start();
        made.Wait(TestContext.Current.CancellationToken);
        Assert.False(sut!.IsWornOut);

        sut.GiveWay();
        sut.GiveWay();
        lowered.Set();
        thread.Join();

        Assert.True(sut.IsWornOut);
        Assert.Equal((own + 4, own + 8), (before, after));
        Assert.Equal(own, NiceOfThisThread());
    }

    private static int NiceOfThisThread() => int.Parse(
        File.ReadAllText("/proc/thread-self/stat").Split(") ")[1].Split(' ')[NiceBehindName], CultureInfo.InvariantCulture);
}
