using System.Globalization;
using System.Text;

namespace Plimsoll.Server.Pages.Components;

/// <summary>Makes text by strangers safe to look at. Encoding for HTML happens elsewhere; this is about what a person sees.</summary>
internal static class VisibleText
{
    /// <summary>The text with control, formatting and direction characters written as <c>\u{202E}</c>, at most <paramref name="max"/> characters of it.</summary>
    public static string Of(string? text, int max)
    {
        if (string.IsNullOrEmpty(text)) return "";
        var isCut = text.Length > max;
        var visible = new StringBuilder(Math.Min(text.Length, max) + 1);
        foreach (var rune in (isCut ? text[..max] : text).EnumerateRunes())
        {
            var category = Rune.GetUnicodeCategory(rune);
            var isInvisible = category is UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator;
            if (isInvisible && rune.Value is not ('\n' or '\t')) visible.Append($"\\u{{{rune.Value:X}}}");
            else visible.Append(rune.ToString());
        }
        return isCut ? visible.Append('…').ToString() : visible.ToString();
    }
}
