using System.Security.Cryptography;
using System.Text;
using Plimsoll.Core.Facts;
using Plimsoll.Inspection.Licences.Expressions;

namespace Plimsoll.Inspection.Sbom.Writing;

/// <summary>
/// Licences in the words of SPDX. What an inspection concluded is an expression already; what a package says in words of its own becomes a reference whose text is
/// those words, so that nothing is lost and nothing is taken for an SPDX id that is none.
/// </summary>
internal sealed class LicenceTerms
{
    private const int MaxText = 64 * 1024;

    private readonly SortedDictionary<string, string> _texts = new(StringComparer.Ordinal);

    /// <summary>The references that were given out so far, with what they stand for.</summary>
    public IReadOnlyDictionary<string, string> Texts => _texts;

    /// <summary>Reads an expression that can stand in a document of its own; null for anything else. References to other documents and own exceptions cannot.</summary>
    public static LicenceExpression? Read(string? text) =>
        text is not null && LicenceParser.TryParse(text, out var expression, out _)
        && !expression.Licences().Any(licence => licence.Id.StartsWith("DocumentRef-", StringComparison.Ordinal) || licence.Exception?.StartsWith("AdditionRef-", StringComparison.Ordinal) == true)
            ? expression
            : null;

    /// <summary>What is concluded of a package; null without a conclusion.</summary>
    public string? Concluded(PackageFacts package)
    {
        if (Read(package.Licence) is not { } expression) return null;
        foreach (var licence in expression.Licences().Where(licence => licence.IsReference)) _texts.TryAdd(licence.Id, Cut(WordsOf(package, licence.Id)));
        return expression.ToString();
    }

    /// <summary>What a package says itself; null when it says nothing.</summary>
    public string? Declared(PackageFacts package)
    {
        if (string.IsNullOrWhiteSpace(package.LicenceDeclared)) return null;
        if (Read(package.LicenceDeclared) is { } said && !said.Licences().Any(licence => licence.IsReference)) return said.ToString();
        var text = Cut(package.LicenceDeclared);
        var name = LicenceReference.Prefix + "declared-" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)), 0, 8);
        _texts.TryAdd(name, text);
        return name;
    }

    /// <summary>What a reference stands for: the words that were taken for it, or all that the package says.</summary>
    private static string WordsOf(PackageFacts package, string reference) =>
        package.LicenceFrom?.Mapped?.FirstOrDefault(mapped => mapped.Value == reference).Key ?? package.LicenceDeclared ?? reference[LicenceReference.Prefix.Length..];

    private static string Cut(string text) => text.Length <= MaxText ? text : text[..MaxText] + " […]";
}
