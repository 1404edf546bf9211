using System.Text;
using Spawner.Grains.Notes;
using Spawner.Grains.Storage;

namespace Spawner.Grains.Tests.Notes;

public sealed class OutputTextTests
{
    private readonly OutputBudget _budget = new(long.MaxValue);

    [Fact]
    public void Append_OfMoreThanTheLimit_KeepsTheLastAndCountsAll()
    {
        var sut = new OutputText(_budget);
        var written = new StringBuilder();
        for (var i = 0; i < 100_000; i++)
        {
            var line = $"line {i} – é😀\n";
            written.Append(line);
            sut.Append(line);
        }

        var whole = Encoding.UTF8.GetBytes(written.ToString());
        var (from, bytes) = sut.Read(0);
        Assert.Equal(OutputLimit.Bytes, bytes.Length);
        Assert.Equal((whole.Length, whole.Length - bytes.Length), (sut.End, from));
        Assert.Equal(whole[^OutputLimit.Bytes..], bytes);
        Assert.Equal(OutputLimit.Bytes, _budget.Taken);
        Assert.Equal(whole[^3..], sut.Read(whole.Length - 3).Bytes);
    }

    [Fact]
    public void Append_OfACharacterInTwoHalves_JoinsThem()
    {
        var sut = new OutputText(_budget);

        sut.Append("a\uD83D");
        sut.Append("\uDE00b\uD83D");
        sut.Append("c");

        Assert.Equal("a😀b\uFFFDc", Encoding.UTF8.GetString(sut.Read(0).Bytes));
    }

    [Fact]
    public void Take_AfterMoreThanTheLimit_SaysFirstHowMuchIsGone()
    {
        var sut = new OutputText(_budget);
        sut.Append(new string('a', 10));
        sut.Append(new string('é', OutputLimit.Bytes / 2));

        var piece = Encoding.UTF8.GetString(sut.Take());

        Assert.StartsWith("[... 10 bytes of output were dropped here]\né", piece, StringComparison.Ordinal);
        Assert.DoesNotContain('\uFFFD', piece);
        Assert.Equal((0, 0L), (sut.Length, _budget.Taken));
        sut.Append("next");
        Assert.Equal("next", Encoding.UTF8.GetString(sut.Take()));
        Assert.Empty(sut.Take());
    }

    [Fact]
    public void Append_WithoutMemory_SaysLaterHowMuchIsGone()
    {
        var budget = new OutputBudget(1024);
        Assert.True(budget.TryTake(1024));
        var sut = new OutputText(budget);

        Assert.Equal(5, sut.Append("12345"));
        budget.Release(1024);
        Assert.Equal(0, sut.Append("6"));

        Assert.Equal("[... 5 bytes of output were dropped here]\n6", Encoding.UTF8.GetString(sut.Read(0).Bytes));
    }

    [Fact]
    public void Append_WithLittleMemory_KeepsWhatItHoldsOfTheLast()
    {
        var sut = new OutputText(new OutputBudget(2048));

        var lost = sut.Append(string.Concat(Enumerable.Range(0, 1000).Select(i => $"{i:0000}\n")));

        Assert.Equal(5000 - 2048, lost);
        Assert.EndsWith("0998\n0999\n", Encoding.UTF8.GetString(sut.Read(0).Bytes), StringComparison.Ordinal);
    }

    [Fact]
    public void Seal_AfterARefusal_SaysSoAndGivesTheMemoryBack()
    {
        var budget = new OutputBudget(1024);
        var sut = new OutputText(budget);
        sut.Append("kept\n");
        Assert.Equal(1024, budget.Taken);
        sut.Seal();
        Assert.Equal(0, budget.Taken);

        var refused = new OutputText(new OutputBudget(0));
        refused.Append("gone");
        refused.Seal();

        Assert.Equal("kept\n", Encoding.UTF8.GetString(sut.Read(0).Bytes));
        Assert.Equal("[... 4 bytes of output were dropped here]\n", Encoding.UTF8.GetString(refused.Read(0).Bytes));
    }

    [Fact]
    public void Restore_OfWhatAnotherSiloKept_GoesOnAtItsPosition()
    {
        var sut = new OutputText(_budget);

        sut.Restore(1000, "before\n"u8.ToArray());
        sut.Append("after");

        var (from, bytes) = sut.Read(0);
        Assert.Equal((1000, "before\nafter"), (from, Encoding.UTF8.GetString(bytes)));
    }
}
