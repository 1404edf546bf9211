using System.Security.Cryptography;
using System.Text;
using Spawner.Demo.Digest;

namespace Spawner.Cli.Tests.Demo;

public sealed class FileHasherTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(300_000)]
    public void Hash_WhenReadable_IsTheDigestOfAllBytes(int length)
    {
        var text = new string('x', length);
        var read = 0;

        var digest = FileHasher.Hash(_folder.Write("file", text), bytes => read += bytes, CancellationToken.None);

        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text))), digest.Sha256);
        Assert.Equal((length, length), (digest.Bytes, read));
        Assert.Null(digest.Error);
    }

    [Fact]
    public void Hash_WhenThereIsNoFile_IsAnError() =>
        Assert.Equal("no such file", FileHasher.Hash(Path.Combine(_folder.Root, "missing"), _ => { }, CancellationToken.None).Error);

    [Fact]
    public void Hash_WhenItIsAFolder_IsAnError() =>
        Assert.NotNull(FileHasher.Hash(_folder.Root, _ => { }, CancellationToken.None).Error);

    [Fact]
    public void Hash_WhenToldToStop_Stops() =>
        Assert.Throws<OperationCanceledException>(() => FileHasher.Hash(_folder.Write("file", "x"), _ => { }, new CancellationToken(canceled: true)));
}
