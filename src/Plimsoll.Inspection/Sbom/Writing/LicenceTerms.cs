using System.Security.Cryptography;
using System.Text;
using Plimsoll.Core.Facts;

namespace Plimsoll.Inspection.Sbom.Writing;

/// <summary>
/// Licences in the words of SPDX. What an inspection concluded is an expression already; what a package says in words of its own becomes a reference whose text is
/// those words, so that nothing is lost and nothing is taken for an SPDX id that is none.
/// </summary>
internal sealed class LicenceTerms
{
    private const string Reference = "LicenseRef-";
    private const int MaxText = 64 * 1024;

    private readonly SortedDictionary<string, string> _texts = new(StringComparer.Ordinal);

    /// <summary>The references that were given out so far, with what they stand for.</summary>
    public IReadOnlyDictionary<string, string> Texts => _texts;

    /// <summary>What is concluded of a package; null without a conclusion.</summary>
    public string? Concluded(PackageFacts package)
    {
        if (package.Licence is not { } licence || !LicenceExpression.TryRead(licence, out var names)) return null;
        foreach (var name in names.Where(name => name.StartsWith(Reference, StringComparison.Ordinal))) _texts.TryAdd(name, Cut(package.LicenceDeclared ?? name[Reference.Length..]));
        return licence;
    }

    /// <summary>What a package says itself; null when it says nothing.</summary>
    public string? Declared(PackageFacts package)
    {
        if (string.IsNullOrWhiteSpace(package.LicenceDeclared)) return null;
        if (package.LicenceDeclared == package.Licence && Concluded(package) is { } same) return same;
        var text = Cut(package.LicenceDeclared);
        var name = Reference + "declared-" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)), 0, 8);
        _texts.TryAdd(name, text);
        return name;
    }

    private static string Cut(string text) => text.Length <= MaxText ? text : text[..MaxText] + " […]";
}
