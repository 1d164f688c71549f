using System.Diagnostics.CodeAnalysis;

namespace Plimsoll.Inspection.Licences.Expressions;

/// <summary>Names of licences that are not of the SPDX list: <c>LicenseRef-…</c>, perhaps of another document.</summary>
internal static class LicenceReference
{
    public const string Prefix = "LicenseRef-";

    /// <summary>What nobody holds rights in. There is no SPDX id, because it is no licence.</summary>
    public const string PublicDomain = Prefix + "public-domain";

    /// <summary>Said to be like the BSD licences, not which.</summary>
    public const string Bsd = Prefix + "BSD";

    /// <summary>Terms of a vendor.</summary>
    public const string Proprietary = Prefix + "proprietary";

    private const string DocumentPrefix = "DocumentRef-";
    private const int MaxName = 80;

    /// <summary>A reference with its prefixes in the right case; false when it is none.</summary>
    public static bool TryNormalize(string text, [NotNullWhen(true)] out string? reference)
    {
        reference = null;
        var (document, name) = ("", text);
        if (text.StartsWith(DocumentPrefix, StringComparison.OrdinalIgnoreCase) && text.IndexOf(':') is var colon and > 0)
        {
            document = DocumentPrefix + text[DocumentPrefix.Length..colon];
            if (colon == DocumentPrefix.Length || !IsName(document)) return false;
            (document, name) = (document + ":", text[(colon + 1)..]);
        }
        if (!name.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase) || name.Length == Prefix.Length || !IsName(name)) return false;
        reference = document + Prefix + name[Prefix.Length..];
        return true;
    }

    /// <summary>Letters, digits, dots and hyphens (SPDX 2.3, annex D.2, <c>idstring</c>).</summary>
    public static bool IsName(ReadOnlySpan<char> text)
    {
        foreach (var c in text)
        {
            if (!char.IsAsciiLetterOrDigit(c) && c is not ('-' or '.')) return false;
        }
        return true;
    }

    /// <summary>A reference for words that mean nothing elsewhere, such as those of one Debian package.</summary>
    /// <param name="family">Whose words they are, such as <c>debian</c>.</param>
    /// <param name="words">The words.</param>
    public static LicenceExpression.Licence Of(string family, string words)
    {
        var name = new System.Text.StringBuilder(Prefix.Length + family.Length + words.Length + 1).Append(Prefix).Append(family).Append('-');
        foreach (var c in words.Trim())
        {
            if (name.Length > Prefix.Length + MaxName) break;
            if (char.IsAsciiLetterOrDigit(c) || c == '.') name.Append(c);
            else if (c == '+') name.Append("-plus");
            else if (name[^1] != '-') name.Append('-');
        }
        while (name[^1] is '-' or '.') name.Length--;
        return new LicenceExpression.Licence(name.ToString());
    }
}
