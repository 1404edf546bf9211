using System.Globalization;

namespace Spawner.Load.Checks;

/// <summary>
/// A Linux control group whose processes share a part of a processor, as containers have it. Takes root, and the controller
/// <c>cpu</c> of version 1 or 2.
/// </summary>
internal sealed class CpuLimit : IDisposable
{
    /// <summary>Short, so that a limited processor looks slow and not now and then absent.</summary>
    private static readonly TimeSpan Period = TimeSpan.FromMilliseconds(10);

    private static readonly string Root = Directory.Exists("/sys/fs/cgroup/cpu") ? "/sys/fs/cgroup/cpu" : "/sys/fs/cgroup";

    private readonly DirectoryInfo _group;

    /// <summary>Makes the group.</summary>
    /// <param name="processors">How much its processes may use together.</param>
    /// <exception cref="UnauthorizedAccessException">This user may not.</exception>
    /// <exception cref="IOException">The machine has no such control groups.</exception>
    public CpuLimit(double processors)
    {
        _group = Directory.CreateDirectory(Path.Combine(Root, $"spawner-load-{Guid.NewGuid():N}"));
        var quota = (long)(processors * Period.TotalMicroseconds);
        if (File.Exists(PathOf("cpu.cfs_quota_us")))
        {
            Write("cpu.cfs_period_us", (long)Period.TotalMicroseconds);
            Write("cpu.cfs_quota_us", quota);
        }
        else
        {
            File.WriteAllText(PathOf("cpu.max"), string.Create(CultureInfo.InvariantCulture, $"{quota} {(long)Period.TotalMicroseconds}"));
        }
    }

    /// <summary>What this process starts meanwhile is limited from its first moment, so that its run time counts on no more than it has.</summary>
    public T Start<T>(Func<T> start)
    {
        Write("cgroup.procs", Environment.ProcessId);
        try
        {
            return start();
        }
        finally
        {
            File.WriteAllText(Path.Combine(Root, "cgroup.procs"), Environment.ProcessId.ToString(CultureInfo.InvariantCulture));
        }
    }

    /// <summary>Once its processes have ended.</summary>
    public void Dispose() => _group.Delete();

    private string PathOf(string file) => Path.Combine(_group.FullName, file);

    private void Write(string file, long value) => File.WriteAllText(PathOf(file), value.ToString(CultureInfo.InvariantCulture));
}
