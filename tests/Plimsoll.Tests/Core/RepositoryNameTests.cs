using System.Text.RegularExpressions;
using Plimsoll.Core;

namespace Plimsoll.Tests.Core;

public sealed partial class RepositoryNameTests
{
    [Theory]
    [InlineData("a")]
    [InlineData("0")]
    [InlineData("shop/api")]
    [InlineData("a.b_c__d-e--f---g/h")]
    [InlineData("blobs/uploads")]
    [InlineData("tags/list")]
    [InlineData("manifests/manifests")]
    [InlineData("a/b/c/d/e/f/g/h/i/j")]
    [InlineData("library/debian12.5")]
    public void Accepts_what_the_grammar_allows(string text) => RepositoryName.Parse(text).Value.ShouldBe(text);

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("/")]
    [InlineData("a/")]
    [InlineData("/a")]
    [InlineData("a//b")]
    [InlineData("A")]
    [InlineData("shop/Api")]
    [InlineData(".a")]
    [InlineData("a.")]
    [InlineData("a..b")]
    [InlineData("..")]
    [InlineData("a/../b")]
    [InlineData("a/./b")]
    [InlineData("_a")]
    [InlineData("a_")]
    [InlineData("a___b")]
    [InlineData("-a")]
    [InlineData("a-")]
    [InlineData("a._b")]
    [InlineData("a-/b")]
    [InlineData("a:b")]
    [InlineData("a b")]
    [InlineData("a%2fb")]
    [InlineData("a\\b")]
    [InlineData("a\0b")]
    [InlineData("a\nb")]
    [InlineData("ä")]
    [InlineData("а")] // the Cyrillic letter
    [InlineData("a１")] // a full-width digit
    [InlineData("_catalog")]
    public void Refuses_what_it_does_not(string? text) => RepositoryName.TryParse(text, out _).ShouldBeFalse();

    [Fact]
    public void Leaves_room_for_the_host_in_255_characters()
    {
        RepositoryName.TryParse(new string('a', RepositoryName.MaxLength), out _).ShouldBeTrue();
        RepositoryName.TryParse(new string('a', RepositoryName.MaxLength + 1), out _).ShouldBeFalse();
    }

    /// <summary>The expression of the distribution-spec against the hand-written scanner, over every text of up to six characters from an alphabet of troublemakers.</summary>
    [Fact]
    public void Agrees_with_the_expression_of_the_specification()
    {
        const string Alphabet = "a0._-/";
        for (var length = 1; length <= 6; length++)
        {
            foreach (var text in Words(Alphabet, length)) RepositoryName.TryParse(text, out _).ShouldBe(Grammar().IsMatch(text), text);
        }
    }

    private static IEnumerable<string> Words(string alphabet, int length) =>
        length == 0 ? [""] : Words(alphabet, length - 1).SelectMany(word => alphabet.Select(letter => word + letter));

    [GeneratedRegex(@"\A[a-z0-9]+((\.|_|__|-+)[a-z0-9]+)*(\/[a-z0-9]+((\.|_|__|-+)[a-z0-9]+)*)*\z")]
    private static partial Regex Grammar();
}
