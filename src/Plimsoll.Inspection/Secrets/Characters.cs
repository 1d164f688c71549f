using System.Runtime.InteropServices;

namespace Plimsoll.Inspection.Secrets;

/// <summary>Which kinds of characters a text has.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct Characters(bool HasDigit, bool HasLower, bool HasUpper, bool HasOther)
{
    public bool HasLetter => HasLower || HasUpper;

    public static Characters Of(ReadOnlySpan<char> text) => new(
        text.ContainsAnyInRange('0', '9'), text.ContainsAnyInRange('a', 'z'), text.ContainsAnyInRange('A', 'Z'), HasOthers(text));

    private static bool HasOthers(ReadOnlySpan<char> text)
    {
        foreach (var c in text)
        {
            if (!char.IsAsciiLetterOrDigit(c) && c is not ('_' or '-' or '.')) return true;
        }
        return false;
    }
}
