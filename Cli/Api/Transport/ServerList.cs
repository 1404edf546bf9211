namespace Spawner.Cli.Api.Transport;

/// <summary>The servers of a cluster, each as good as the others, and the one that is asked now.</summary>
internal sealed class ServerList(IReadOnlyList<Uri> servers)
{
    private int _current;

    public int Count => servers.Count;

    public Uri Current => servers[(int)((uint)Volatile.Read(ref _current) % (uint)servers.Count)];

    /// <summary>The next server is asked from now on, unless somebody else has moved on already.</summary>
    public void MoveOnFrom(Uri failed)
    {
        var seen = Volatile.Read(ref _current);
        if (servers[(int)((uint)seen % (uint)servers.Count)] == failed)
        {
            Interlocked.CompareExchange(ref _current, seen + 1, seen);
        }
    }

    /// <inheritdoc/>
    public override string ToString() => string.Join(", ", servers.Select(server => server.AbsoluteUri.TrimEnd('/')));
}
