using System.Security.Cryptography;
using System.Text.Json;
using Spawner.Api.Json;

namespace Spawner.Api.Access.Keys;

/// <summary>
/// A file of keys. Silos that share a folder share their keys: each change is made under a lock beside the file, and the file is
/// replaced whole. It holds no secrets, but whoever can write it can make themselves an administrator.
/// </summary>
internal sealed class KeyFile(string path, TimeProvider clock)
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private static readonly TimeSpan LockPause = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan LockPatience = TimeSpan.FromSeconds(5);

    /// <summary>What says whether the file is another one than before.</summary>
    public (DateTime Written, long Length) Mark => new FileInfo(path) is { Exists: true } file ? (file.LastWriteTimeUtc, file.Length) : default;

    /// <exception cref="IOException">The file cannot be read, or is no file of keys.</exception>
    public async Task<IReadOnlyList<KeyRecord>> ReadAsync(CancellationToken cancellationToken)
    {
        if (!File.Exists(path))
        {
            return [];
        }

        try
        {
            await using var file = File.OpenRead(path);
            return (await JsonSerializer.DeserializeAsync(file, ApiJson.Of<KeyFileContent>(), cancellationToken))?.Keys ?? [];
        }
        catch (JsonException failure)
        {
            throw new IOException($"The file '{path}' is no file of keys: {failure.Message}", failure);
        }
    }

    /// <summary>Changes the file, as the only one who does.</summary>
    /// <param name="change">The keys before in, those after out; <see langword="null"/> to leave the file as it is.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="IOException">The file cannot be read or written, or somebody else holds its lock.</exception>
    /// <exception cref="UnauthorizedAccessException">The file may not be written.</exception>
    public async Task ChangeAsync(Func<IReadOnlyList<KeyRecord>, IReadOnlyList<KeyRecord>?> change, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
        await using var held = await LockAsync(cancellationToken);
        if (change(await ReadAsync(cancellationToken)) is not { } changed)
        {
            return;
        }

        var draft = $"{path}.{RandomNumberGenerator.GetHexString(16)}";
        await using (var file = new FileStream(draft, Options(FileMode.CreateNew)))
        {
            await JsonSerializer.SerializeAsync(file, new KeyFileContent(changed), ApiJson.Of<KeyFileContent>(), cancellationToken);
        }

        File.Move(draft, path, overwrite: true);
    }

    private async Task<FileStream> LockAsync(CancellationToken cancellationToken)
    {
        var started = clock.GetTimestamp();
        while (true)
        {
            try
            {
                return new FileStream(path + ".lock", Options(FileMode.OpenOrCreate));
            }
            catch (IOException) when (clock.GetElapsedTime(started) < LockPatience)
            {
                await Task.Delay(LockPause, clock, cancellationToken);
            }
        }
    }

    private static FileStreamOptions Options(FileMode mode)
    {
        var options = new FileStreamOptions { Mode = mode, Access = FileAccess.ReadWrite, Share = FileShare.None, Options = FileOptions.Asynchronous };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = OwnerOnly;
        }

        return options;
    }
}
