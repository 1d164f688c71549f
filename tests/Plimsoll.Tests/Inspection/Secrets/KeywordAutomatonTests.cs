using System.Text;
using Plimsoll.Inspection.Secrets;

namespace Plimsoll.Tests.Inspection.Secrets;

public sealed class KeywordAutomatonTests
{
    [Theory]
    [InlineData("ab", "abc", "bca", "c", "cab-", "b.b", "aaaa", "-ab", "cc")]
    [InlineData("cab-", "aaaa", "abcab", "b.bca", "-abcxa", "cabcab.x")]
    [InlineData("b.", "abx", "cabx-")]
    [InlineData("abcabcabc")]
    public void Finds_what_looking_for_each_word_alone_finds(params string[] words)
    {
        var random = new Random(42);
        var automaton = new KeywordAutomaton(words);
        for (var round = 0; round < 2000; round++)
        {
            // Half of the text is made of words and their beginnings: what is drawn letter by letter has few of them.
            var text = string.Concat(Enumerable.Range(0, random.Next(40)).Select(_ => random.Next(4) == 0 ? words[random.Next(words.Length)][..^random.Next(2)] : "abcABC-.x"[random.Next(9)].ToString()));

            Found(automaton, text).ShouldBe(words.SelectMany((word, number) => Places(text, word).Select(at => (at, number))).Order(), ignoreOrder: true, text);
        }
    }

    [Fact]
    public void Goes_on_where_it_stopped()
    {
        var automaton = new KeywordAutomaton(["secret"]);
        var (at, state) = (0, 0);

        automaton.Find("xxsec"u8, ref at, ref state).ShouldBeFalse();
        at = 0;

        automaton.Find("RETsecret"u8, ref at, ref state).ShouldBeTrue();
        at.ShouldBe(3);
    }

    [Fact]
    public void Takes_words_of_ASCII_only() => Should.Throw<ArgumentException>(() => new KeywordAutomaton(["schlüssel"]));

    private static List<(int At, int Word)> Found(KeywordAutomaton automaton, string text)
    {
        var (found, bytes, at, state) = (new List<(int, int)>(), Encoding.ASCII.GetBytes(text), 0, 0);
        while (automaton.Find(bytes, ref at, ref state))
        {
            foreach (var word in automaton.Ending(state)) found.Add((at - automaton.LengthOf(word), word));
        }
        return found;
    }

    private static IEnumerable<int> Places(string text, string word)
    {
        for (var at = text.IndexOf(word, StringComparison.OrdinalIgnoreCase); at >= 0; at = text.IndexOf(word, at + 1, StringComparison.OrdinalIgnoreCase)) yield return at;
    }
}
