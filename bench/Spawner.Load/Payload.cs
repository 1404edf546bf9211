namespace Spawner.Load;

/// <summary>64 bytes for each task, as they travel.</summary>
internal static class Payload
{
    private const int Bytes = 64;

    /// <summary>Input of a task: 64 bytes with the quotes that JSON puts around it. The client encodes each input to an array of its own.</summary>
    public static readonly string Text = new('x', Bytes - 2);

    /// <summary>An array for one call: Orleans would send the same one only once.</summary>
    public static byte[] New() => new byte[Bytes];

    /// <exception cref="InvalidOperationException">A call or task did not get what was sent.</exception>
    public static void Check(int length, int expected)
    {
        if (length != expected)
        {
            throw new InvalidOperationException($"The answer was {length}, not {expected}.");
        }
    }

    public static void CheckCall(int length) => Check(length, Bytes);

    public static void CheckTask(int length) => Check(length, Text.Length);
}
