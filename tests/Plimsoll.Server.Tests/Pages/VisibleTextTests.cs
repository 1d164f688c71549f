using Plimsoll.Server.Pages.Components;

namespace Plimsoll.Server.Tests.Pages;

public sealed class VisibleTextTests
{
    [Theory]
    [InlineData(null, "")]
    [InlineData("plain text, größer", "plain text, größer")]
    [InlineData("two\nlines\tand a tab", "two\nlines\tand a tab")]
    [InlineData("a\u202Eb", "a\\u{202E}b")]
    [InlineData("zero\u200Bwidth", "zero\\u{200B}width")]
    [InlineData("bell\a\u001b[31m", "bell\\u{7}\\u{1B}[31m")]
    [InlineData("😀", "😀")]
    public void Makes_visible_what_hides(string? text, string shown) => VisibleText.Of(text, 100).ShouldBe(shown);

    [Fact]
    public void Cuts_what_is_endless() => VisibleText.Of(new string('x', 1000), 10).ShouldBe("xxxxxxxxxx…");
}
