using System.Text;
using Spawner.Grains.Notes;

namespace Spawner.Grains.Tests.Notes;

public sealed class TaskNotesTests
{
    private readonly OutputBudget _budget = new(long.MaxValue);

    [Fact]
    public void Take_OfPiecesOfOneRun_NumbersThemInOrder()
    {
        var sut = new TaskNotes(isDurable: true, _budget);

        Assert.Null(Take(sut, run: 1));
        sut.Append("a");
        sut.Append("b");
        Assert.Equal(("ab", 1), Take(sut, run: 1));
        Assert.Null(Take(sut, run: 1));
        sut.Append("c");
        Assert.Equal(("c", 2), Take(sut, run: 1));
        sut.Append("d");
        Assert.Equal(("d", 1), Take(sut, run: 2));
    }

    [Fact]
    public void WhenChanged_OfAVolatileTask_EndsWhenItWrites()
    {
        var sut = new TaskNotes(isDurable: false, _budget);
        var changed = sut.WhenChanged();

        Assert.False(changed.IsCompleted);
        sut.Append("a");

        Assert.True(changed.IsCompleted);
        Assert.False(sut.WhenChanged().IsCompleted);
    }

    [Fact]
    public void WhenChanged_OfADurableTask_EndsOnlyWhenItIsWrittenDown()
    {
        var sut = new TaskNotes(isDurable: true, _budget);
        var changed = sut.WhenChanged();

        sut.Append("a");
        Assert.False(changed.IsCompleted);
        sut.TellReaders();

        Assert.True(changed.IsCompleted);
    }

    [Fact]
    public void WhenChanged_AfterTheEnd_HasEnded()
    {
        var sut = new TaskNotes(isDurable: true, _budget);
        var changed = sut.WhenChanged();

        sut.OnEnded();

        Assert.True(changed.IsCompleted && sut.WhenChanged().IsCompleted);
    }

    private static (string Piece, int Number)? Take(TaskNotes notes, int run)
    {
        lock (notes.Lock)
        {
            return notes.Take_NeedsLock(run) is var (piece, number) ? (Encoding.UTF8.GetString(piece), number) : null;
        }
    }
}
