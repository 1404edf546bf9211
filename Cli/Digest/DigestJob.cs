using Spawner.Cli.Running;
using Spawner.Client;
using Spawner.Demo;

namespace Spawner.Cli.Digest;

/// <summary>Computes the SHA-256 of every file below a path.</summary>
internal sealed class DigestJob(string path) : IDemoJob<DigestAnswer>
{
    private FileWalk? _walk;

    /// <inheritdoc/>
    public TaskKind Kind => DemoKinds.Digest;

    private FileWalk Walk => _walk ?? throw new InvalidOperationException("The job was not prepared.");

    /// <inheritdoc/>
    public void Prepare() => _walk = FileWalk.Below(path);

    /// <inheritdoc/>
    public async Task WarmUpAsync(ISpawnerClient client, CancellationToken cancellationToken) =>
        await (await client.BroadcastAsync(DemoKinds.Digest, new FileList([]), options: null, cancellationToken)).GetResultsAsync(cancellationToken);

    /// <inheritdoc/>
    public async Task<DigestAnswer> RunAsync(PieceSpawner spawner, int pieces, CancellationToken cancellationToken)
    {
        var groups = FileGroups.Split(Walk.Files, pieces);
        var digests = await spawner.RunAllAsync(DemoKinds.Digest, [.. groups.Select(ToInput)], cancellationToken);
        var read = digests.SelectMany(d => d.Files).ToList();
        var files = Walk.Files.Zip(read, (file, digest) => new DigestedFile(file.Path, digest.Sha256, digest.Error));
        return new DigestAnswer([.. files.Concat(Walk.Problems).OrderBy(f => f.Path, StringComparer.Ordinal)], read.Sum(d => d.Bytes));
    }

    // The silos do not run in the folder that the user is in.
    private static FileList ToInput(IReadOnlyList<FoundFile> group) =>
        new([.. group.Select(f => new ListedFile(Path.GetFullPath(f.Path), f.Size))]);
}
