using System.Text;
using Spawner.Grains.Notes;

namespace Spawner.Grains.Tests.Notes;

public sealed class Utf8CutTests
{
    private const string Text = "aé€😀z";

    [Fact]
    public void HeadAndTail_OfTextCutAnywhere_LeaveWholeCharacters()
    {
        var whole = Encoding.UTF8.GetBytes(Text);
        for (var from = 0; from <= whole.Length; from++)
        {
            for (var to = from; to <= whole.Length; to++)
            {
                var cut = whole.AsSpan(from, to - from);
                var rest = cut[Utf8Cut.Head(cut)..];
                var text = Encoding.UTF8.GetString(rest[..^Utf8Cut.Tail(rest)]);

                Assert.DoesNotContain('\uFFFD', text);
                Assert.Contains(text, Text, StringComparison.Ordinal);
            }
        }
    }

    [Fact]
    public void Of_WhenResumedAtEveryCut_GivesTheWholeText()
    {
        var whole = Encoding.UTF8.GetBytes(Text);
        for (var cut = 0; cut <= whole.Length; cut++)
        {
            var first = OutputParts.Of(0, 0, whole.AsSpan(0, cut), isLast: false);
            var second = OutputParts.Of(first.Next, first.Next, whole.AsSpan((int)first.Next), isLast: true);

            Assert.Equal(Text, first.Text + second.Text);
            Assert.Equal((whole.Length, 0), (second.Next, second.Dropped));
        }
    }

    [Fact]
    public void Of_WhenTheBeginningIsGone_SaysHowMuch()
    {
        var part = OutputParts.Of(asked: 10, from: 100, "é"u8[1..], isLast: false);

        Assert.Equal((101, 91, 101, ""), (part.From, part.Dropped, part.Next, part.Text));
    }
}
