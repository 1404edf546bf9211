using Spawner.Cli.Terminal;

namespace Spawner.Cli.Tests.Terminal;

public class SafeTextTests
{
    [Theory]
    [InlineData("", "")]
    [InlineData("plain", "plain")]
    [InlineData("Grüße 世界 🚀", "Grüße 世界 🚀")]
    [InlineData("\u001b[31mred", "\\u001b[31mred")]
    [InlineData("\u009b31m", "\\u009b31m")]
    [InlineData("a\u202Eb", "a\\u202eb")]
    [InlineData("a\rb\bc\0", "a\\u000db\\u0008c\\u0000")]
    [InlineData("a\nb\tc", "a\\u000ab\\u0009c")]
    [InlineData("a\u2028b", "a\\u2028b")]
    [InlineData("x\u007f", "x\\u007f")]
    [InlineData("\U000E0041tag", "\\ue0041tag")]
    public void Line_WhenTextIsOfAUser_ShowsWhatWouldSteerTheTerminal(string text, string expected) => Assert.Equal(expected, SafeText.Line(text));

    [Fact]
    public void Line_WhenASurrogateIsAlone_ShowsAReplacement() => Assert.Equal("a\uFFFD\\u001bb\uFFFD", SafeText.Line("a\uD800\u001bb\uDC00"));

    [Fact]
    public void Block_WhenThereAreLines_KeepsThem() => Assert.Equal("a\n\tb\\u000d\\u001b", SafeText.Block("a\n\tb\r\u001b"));
}
