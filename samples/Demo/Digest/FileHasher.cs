using System.Security.Cryptography;

namespace Spawner.Demo.Digest;

/// <summary>Reads files of any size through a buffer of fixed size.</summary>
internal static class FileHasher
{
    private const int BufferBytes = 128 * 1024;

    /// <summary>Computes one digest. A file that cannot be read is an answer, not a failure of the task.</summary>
    /// <param name="path">Full path of the file.</param>
    /// <param name="onRead">Hears of each piece read, in bytes.</param>
    /// <param name="cancellationToken">Ends the reading between two pieces.</param>
    public static FileDigest Hash(string path, Action<int> onRead, CancellationToken cancellationToken)
    {
        try
        {
            return Read(path, onRead, cancellationToken);
        }
        catch (Exception missing) when (missing is FileNotFoundException or DirectoryNotFoundException)
        {
            return new FileDigest(null, 0, "no such file");
        }
        catch (UnauthorizedAccessException)
        {
            return new FileDigest(null, 0, "permission denied, or not a file");
        }
        catch (IOException unreadable)
        {
            return new FileDigest(null, 0, Shorten(unreadable.Message));
        }
    }

    private static FileDigest Read(string path, Action<int> onRead, CancellationToken cancellationToken)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0, FileOptions.SequentialScan);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var buffer = new byte[BufferBytes];
        var total = 0L;
        while (file.Read(buffer) is var read and > 0)
        {
            cancellationToken.ThrowIfCancellationRequested();
            hash.AppendData(buffer, 0, read);
            total += read;
            onRead(read);
        }

        return new FileDigest(Convert.ToHexStringLower(hash.GetHashAndReset()), total, null);
    }

    // Messages of the runtime repeat the path, which may be long; the results of one task travel in one bounded payload.
    private static string Shorten(string message) => message.Length <= 200 ? message : message[..200] + "…";
}
