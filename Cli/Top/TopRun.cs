using System.Threading.Channels;

namespace Spawner.Cli.Top;

/// <summary>Shows frame after frame until the user leaves.</summary>
internal sealed class TopRun(TopSource source, TopScreen screen, ChannelReader<char> keys, string servers, TimeSpan period, TimeProvider clock)
{
    private string _sort = TopSort.Names[0];
    private Task<bool>? _key;

    /// <param name="sort">Order of the silos at first.</param>
    /// <param name="cancellationToken">Ends it, as 'q' does.</param>
    public async Task RunAsync(string sort, CancellationToken cancellationToken)
    {
        _sort = sort;
        using var leave = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var frame = await UnlessLeavingAsync(source.ReadAsync(leave.Token), null, leave);
        while (frame is not null)
        {
            await ShowAsync(frame);
            frame = await UnlessLeavingAsync(NextAsync(leave.Token), frame, leave);
        }
    }

    private async Task<TopFrame> NextAsync(CancellationToken cancellationToken)
    {
        await Task.Delay(period, clock, cancellationToken);
        return await source.ReadAsync(cancellationToken);
    }

    /// <summary>Handles keys until the next frame is there.</summary>
    /// <returns><see langword="null"/> if the user leaves.</returns>
    private async Task<TopFrame?> UnlessLeavingAsync(Task<TopFrame> next, TopFrame? shown, CancellationTokenSource leave)
    {
        while (!next.IsCompleted && !leave.IsCancellationRequested)
        {
            // One wait for a key goes on over many frames.
            _key = _key is { IsCompleted: false } ? _key : keys.WaitToReadAsync(leave.Token).AsTask();
            await Task.WhenAny(next, _key);
            while (keys.TryRead(out var pressed))
            {
                if (pressed is 'q' or 'Q')
                {
                    await leave.CancelAsync();
                }
                else if (pressed is 's' or 'S' && shown is not null)
                {
                    _sort = TopSort.After(_sort);
                    await ShowAsync(shown);
                }
            }
        }

        try
        {
            return await next;
        }
        catch (OperationCanceledException) when (leave.IsCancellationRequested)
        {
            return null;
        }
    }

    private Task ShowAsync(TopFrame frame) => screen.ShowAsync(TopView.Draw(frame, servers, _sort, TopScreen.Height));
}
