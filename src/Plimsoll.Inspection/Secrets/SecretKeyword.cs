using System.Text;

namespace Plimsoll.Inspection.Secrets;

/// <summary>A word that must stand in a text before a rule looks closer.</summary>
internal sealed class SecretKeyword
{
    private readonly byte[]? _exact;
    private readonly bool _startsWord;

    /// <summary>Reads a keyword of a rule: <c>AKIA</c> as it is, <c>password</c> in any case, <c>|sl.</c> where no letter or digit stands before it.</summary>
    public SecretKeyword(string text)
    {
        _startsWord = text.Length > 1 && text[0] == '|';
        Word = _startsWord ? text[1..] : text;
        if (Word.AsSpan().ContainsAnyInRange('A', 'Z')) _exact = Encoding.ASCII.GetBytes(Word);
    }

    /// <summary>The word.</summary>
    public string Word { get; }

    /// <summary>Whether the word at a place, which is there in some case, is there as it must be.</summary>
    public bool IsAt(ReadOnlySpan<byte> text, int place) =>
        (_exact is null || text[place..].StartsWith(_exact)) && !(_startsWord && place > 0 && (char.IsAsciiLetterOrDigit((char)text[place - 1]) || text[place - 1] == '_'));
}
