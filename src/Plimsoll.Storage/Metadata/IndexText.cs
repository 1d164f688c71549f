using System.Text;
using Plimsoll.Core;

namespace Plimsoll.Storage.Metadata;

/// <summary>How texts and chain ids are written into the index.</summary>
internal static class IndexText
{
    /// <summary>So many tags as are told, in ASCII order.</summary>
    public static IReadOnlyList<Tag> Some(IReadOnlyList<Tag> tags) => [.. tags.Distinct().OrderBy(tag => tag.Value, StringComparer.Ordinal).Take(MaxTags)];

    /// <summary>Tags that are told of a manifest.</summary>
    public const int MaxTags = 20;

    /// <summary>Bytes of a chain id that are kept: enough that two never meet.</summary>
    private const int ChainBytes = 16;

    public static byte[] Chain(Digest chain) => Convert.FromHexString(chain.Hex.AsSpan(0, 2 * ChainBytes));

    /// <summary>Cut where it is endless, never in the middle of a character, and without U+0000, which not every engine takes.</summary>
    public static string Cut(string text)
    {
        if (text.Length <= IFactsIndex.MaxText && !text.Contains('\0', StringComparison.Ordinal)) return text;
        var kept = new StringBuilder();
        foreach (var rune in text.EnumerateRunes())
        {
            if (kept.Length + rune.Utf16SequenceLength > IFactsIndex.MaxText) break;
            kept.Append(rune.Value == 0 ? Rune.ReplacementChar : rune);
        }
        return kept.ToString();
    }

    /// <summary>The least text that no text with this beginning reaches.</summary>
    public static string Behind(string prefix) => prefix + "\U0010FFFF";
}
