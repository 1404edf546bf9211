using System.Threading.Channels;

namespace Spawner.Cli.Top;

/// <summary>Keys as they are pressed. A thread of its own waits for them: a terminal is read by waiting, or by asking again and again.</summary>
internal static class TopKeys
{
    public static ChannelReader<char> Read()
    {
        var keys = Channel.CreateUnbounded<char>();
        new Thread(() =>
        {
            try
            {
                while (keys.Writer.TryWrite(Console.ReadKey(intercept: true).KeyChar))
                {
                }
            }
            catch (InvalidOperationException)
            {
                // Standard input is no terminal: Ctrl+C leaves.
            }
        })
        { IsBackground = true, Name = "Keys" }.Start();
        return keys.Reader;
    }
}
