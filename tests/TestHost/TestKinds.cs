namespace Spawner.TestHost;

/// <summary>What silos of tests run.</summary>
public static class TestKinds
{
    /// <summary>Waits, weighing nothing, until the gate of that name is opened on its silo; tells the silo's name.</summary>
    public static readonly TaskKind<string, string> Hold = new("test.hold");

    /// <summary>Opens the gate of that name on its silo.</summary>
    public static readonly TaskKind<string, bool> Open = new("test.open");

    /// <summary>Takes a slot for so many milliseconds, without the processor; tells the silo's name.</summary>
    public static readonly TaskKind<int, string> Pause = new("test.pause");

    /// <summary>Computes until its thread has had so many milliseconds of processor time; tells how many it had.</summary>
    public static readonly TaskKind<int, double> Burn = new("test.burn");

    /// <summary>Blocks its thread, at next to no weight, until the gate of that name is opened on its silo.</summary>
    public static readonly TaskKind<string, bool> Block = new("test.block");

    /// <summary>Computes until it is told to stop.</summary>
    public static readonly TaskKind<int, bool> Spin = new("test.spin");

    /// <summary>Gives its input back in upper case; fails on one that starts with <c>fail</c>.</summary>
    public static readonly TaskKind<string, string> Upper = new("test.upper");

    /// <summary>Writes its input as output, waits until the gate of the same name is opened on its silo, and writes <c>done</c>.</summary>
    public static readonly TaskKind<string, bool> Write = new("test.write");
}
