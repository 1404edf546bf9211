using Spawner.Contracts;

namespace Spawner.Repository.Tests.Contracts;

public sealed class FramesTests
{
    [Fact]
    public void Unpack_OfWhatWasPacked_GivesItBack()
    {
        int[] lengths = [0, 64, 100_000, 1, 0, 5000, .. Enumerable.Repeat(64, 3000)];
        var frames = lengths.Select((length, i) => new Frame(Guid.NewGuid(), i - 1, Enumerable.Repeat((byte)i, length).ToArray())).ToArray();

        var packed = Frames.Pack<Frame>(frames, frame => frame);

        Assert.Equal(frames.Select(Describe), Frames.Unpack(packed, Describe));
        Assert.All(packed, chunk => Assert.True(chunk.Length <= 64 * 1024 || Frames.Unpack([chunk], Describe).Length == 1));
    }

    [Fact]
    public void Unpack_WhenAFrameIsCutOff_Throws()
    {
        var chunk = Assert.Single(Frames.Pack<Frame>(new[] { new Frame(Guid.NewGuid(), 1, new byte[] { 1, 2, 3 }) }, frame => frame));

        for (var length = 1; length < chunk.Length; length++)
        {
            Assert.Throws<FormatException>(() => Frames.Unpack([chunk[..length]], Describe));
        }
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(int.MinValue)]
    [InlineData(int.MaxValue)]
    [InlineData(4)]
    public void Unpack_WhenALengthIsWrong_Throws(int length)
    {
        var chunk = Assert.Single(Frames.Pack<Frame>(new[] { new Frame(Guid.NewGuid(), 1, new byte[] { 1, 2, 3 }) }, frame => frame));
        System.Buffers.Binary.BinaryPrimitives.WriteInt32LittleEndian(chunk.AsSpan(20), length);

        Assert.Throws<FormatException>(() => Frames.Unpack([chunk], Describe));
    }

    private static string Describe(Frame frame) => $"{frame.Unique} {frame.Number} {Convert.ToHexString(frame.Payload.Span)}";
}
