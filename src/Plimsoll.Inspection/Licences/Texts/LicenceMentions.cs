using System.Text;
using Plimsoll.Inspection.Licences.Expressions;
using Plimsoll.Inspection.Licences.Names;

namespace Plimsoll.Inspection.Licences.Texts;

/// <summary>
/// Finds licences that a text does not have but names: SPDX tags, the notices that the GNU licences ask for, Debian's <c>/usr/share/common-licenses</c>, and <c>License: …</c>. A name in
/// a sentence is not enough: "compatible with the GPL" says nothing.
/// </summary>
internal static class LicenceMentions
{
    private const string GeneralPublic = "general public license";
    private const string FreeDocumentation = "free documentation license";
    private const string Common = "/usr/share/common-licenses/";
    private const char LineSeparator = '\u2028';
    private const char ParagraphSeparator = '\u2029';

    /// <summary>Characters behind the name of a licence in which its version is looked for.</summary>
    private const int NoticeLength = 190;

    private static readonly string[] PublicDomain = ["is in the public domain", "are in the public domain", "into the public domain", "in the public domain.", "is public domain", "public domain software", "public domain, written by"];

    /// <summary>What SPDX tags say, as they are written.</summary>
    public static IEnumerable<string> Tags(string text)
    {
        const string Tag = "SPDX-License-Identifier:";
        for (var at = text.IndexOf(Tag, StringComparison.Ordinal); at >= 0; at = text.IndexOf(Tag, at + Tag.Length, StringComparison.Ordinal))
        {
            var rest = text.AsSpan(at + Tag.Length);
            var end = rest.IndexOfAny('\r', '\n');
            var tag = (end < 0 ? rest : rest[..end]).Trim().TrimEnd("*/->").TrimEnd().ToString();
            if (tag.Length is > 0 and < 500) yield return tag;
        }
    }

    /// <summary>What the notices in a text say.</summary>
    /// <param name="text">The text without what was recognised.</param>
    /// <returns>SPDX expressions, each once.</returns>
    public static IReadOnlyList<LicenceExpression> Notices(string text)
    {
        var flat = Flatten(text);
        var found = new List<LicenceExpression>();
        AddNamed(flat, GeneralPublic, found);
        AddNamed(flat, FreeDocumentation, found);
        AddFields(text, found);
        AddCommon(flat, found);
        if (found.Exists(licence => licence.ToString() == "GPL-3.0-or-later") && flat.Contains("gcc runtime library exception", StringComparison.Ordinal))
            found.Add(new LicenceExpression.Licence("GPL-3.0-or-later", false, "GCC-exception-3.1"));
        if (Array.Exists(PublicDomain, words => flat.Contains(words, StringComparison.Ordinal))) found.Add(new LicenceExpression.Licence(LicenceReference.PublicDomain));
        return [.. found.DistinctBy(licence => licence.ToString())];
    }

    private static void AddNamed(string flat, string name, List<LicenceExpression> found)
    {
        for (var at = flat.IndexOf(name, StringComparison.Ordinal); at >= 0;)
        {
            var next = flat.IndexOf(name, at + name.Length, StringComparison.Ordinal);
            var end = Math.Min(Math.Min(flat.Length, at + name.Length + NoticeLength), next < 0 ? flat.Length : next);
            var behind = flat.AsSpan(at + name.Length, end - at - name.Length);
            var before = flat.AsSpan(Math.Max(0, at - 40), Math.Min(40, at));
            // Where the text can be found is no statement of what applies.
            var isPointer = behind[..Math.Min(behind.Length, 110)].IndexOf("common-licenses", StringComparison.Ordinal) >= 0;
            if (!isPointer && VersionOf(before, behind) is { } version)
            {
                var family = name == FreeDocumentation ? "gfdl" : before.TrimEnd() switch { var b when b.EndsWith("lesser") || b.EndsWith("library") => "lgpl", var b when b.EndsWith("affero") => "agpl", _ => "gpl" };
                if (GnuName.TryRead(LicenceWords.Fold($"{family} {version}{(IsLater(behind) ? "+" : "")}"), out var id, out _)) found.Add(new LicenceExpression.Licence(id));
            }
            at = next;
        }
    }

    /// <summary><c>version 2 of the</c> before the name, or <c>version 2</c>, <c>v2</c> behind it.</summary>
    private static string? VersionOf(ReadOnlySpan<char> before, ReadOnlySpan<char> behind)
    {
        if (before.LastIndexOf("version ", StringComparison.Ordinal) is var at and >= 0 && before[at..].Contains(" of the ", StringComparison.Ordinal)) return Number(before[(at + 8)..]);
        foreach (var mark in (ReadOnlySpan<string>)["version ", " v", "(v", "(gpl) "])
        {
            if (behind.IndexOf(mark, StringComparison.Ordinal) is var place and >= 0 && Number(behind[(place + mark.Length)..]) is { } number) return number;
        }
        return null;
    }

    private static string? Number(ReadOnlySpan<char> text)
    {
        var length = 0;
        while (length < text.Length && (char.IsAsciiDigit(text[length]) || text[length] == '.')) length++;
        var number = text[..length].Trim('.');
        return number.Length is > 0 and < 6 ? number.ToString() : null;
    }

    private static bool IsLater(ReadOnlySpan<char> behind) =>
        behind.IndexOf("later version", StringComparison.Ordinal) >= 0 || behind.IndexOf("or later", StringComparison.Ordinal) >= 0 || behind.IndexOf("any later", StringComparison.Ordinal) >= 0 || behind.IndexOf("or newer", StringComparison.Ordinal) >= 0;

    /// <summary>Lines such as <c>License: LGPLv2.1+</c>, as far as the name means something.</summary>
    private static void AddFields(string text, List<LicenceExpression> found)
    {
        // As the framework takes lines apart, whose search for six characters at once is compiled at its first use: more than two milliseconds for the first short notice.
        for (var rest = (text.AsSpan().ContainsAnyInRange(LineSeparator, ParagraphSeparator) ? text.Replace(LineSeparator, '\n').Replace(ParagraphSeparator, '\n') : text).AsSpan(); !rest.IsEmpty;)
        {
            var end = rest.IndexOfAny("\n\r\f\u0085");
            var start = (end < 0 ? rest : rest[..end]).TrimStart(" \t*#");
            rest = end < 0 ? [] : rest[(end + 1)..];
            if (!start.StartsWith("licen", StringComparison.OrdinalIgnoreCase) || start.Length > 120 || start.IndexOf(':') is not (var colon and > 6 and < 40)) continue;
            if (LicenceAliases.Find(start[(colon + 1)..].Trim(), out var isGuess) is { } licence && !isGuess) found.Add(licence);
        }
    }

    /// <summary>Debian's own copies of texts, where nothing else says that the licence applies.</summary>
    private static void AddCommon(string flat, List<LicenceExpression> found)
    {
        for (var at = flat.IndexOf(Common, StringComparison.Ordinal); at >= 0; at = flat.IndexOf(Common, at + 1, StringComparison.Ordinal))
        {
            var name = flat.AsSpan(at + Common.Length);
            var end = 0;
            while (end < name.Length && (char.IsAsciiLetterLower(name[end]) || char.IsAsciiDigit(name[end]) || name[end] is '.' or '-')) end++;
            name = name[..end].Trim('.');
            if (name.IsEmpty || LicenceAliases.Find(name, out _) is not LicenceExpression.Licence licence) continue;
            var family = licence.Id[..(licence.Id.IndexOf('-') is var dash and > 0 ? dash : licence.Id.Length)];
            if (!found.Exists(other => other is LicenceExpression.Licence known && known.Id.StartsWith(family, StringComparison.Ordinal))) found.Add(licence);
        }
    }

    /// <summary>In lower case, with one space wherever space, line breaks and marks of comments are.</summary>
    private static string Flatten(string text)
    {
        var flat = new StringBuilder(text.Length);
        var isSpace = true;
        foreach (var c in text)
        {
            var isGap = char.IsWhiteSpace(c) || c is '*' or '#' or '`' or '\'' or '"' or '>' or '|';
            if (!isGap) flat.Append(char.ToLowerInvariant(c));
            else if (!isSpace) flat.Append(' ');
            isSpace = isGap;
        }
        return flat.Replace("licence", "license").ToString();
    }
}
