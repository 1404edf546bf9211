namespace Spawner.Demo.Digest;

/// <summary>Runs <see cref="DemoKinds.Digest"/>.</summary>
internal sealed class DigestHandler : ITaskHandler<FileList, FileDigests>
{
    /// <inheritdoc/>
    public static TaskKind<FileList, FileDigests> Kind => DemoKinds.Digest;

    /// <inheritdoc/>
    public Task<FileDigests> RunAsync(FileList input, ITaskContext context, CancellationToken cancellationToken)
    {
        var expected = Math.Max(1, input.Files.Sum(f => f.Size));
        var done = 0L;
        var digests = new List<FileDigest>(input.Files.Count);
        foreach (var file in input.Files)
        {
            cancellationToken.ThrowIfCancellationRequested();
            digests.Add(FileHasher.Hash(file.Path, Report, cancellationToken));
        }

        return Task.FromResult(new FileDigests(digests));

        void Report(int bytes)
        {
            done += bytes;

            // A file that grows while it is read would pass the end.
            context.ReportProgress(Math.Min(1.0, (double)done / expected));
        }
    }
}
