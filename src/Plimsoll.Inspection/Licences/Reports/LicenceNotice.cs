using System.Security.Cryptography;
using System.Text;
using Plimsoll.Core.Facts;
using Plimsoll.Inspection.Licences.Expressions;
using Plimsoll.Inspection.Licences.Texts;

namespace Plimsoll.Inspection.Licences.Reports;

/// <summary>
/// The notices that go with an image: for every package its licence and the texts of the image itself, copyright lines included, each text once; for licences of which the image has no text, that of SPDX.
/// </summary>
public static class LicenceNotice
{
    private const string Rule = "------------------------------------------------------------------------";

    /// <summary>Writes the notices.</summary>
    /// <param name="document">What is in the image.</param>
    /// <param name="texts">The files that it names, as far as they could be read: see <see cref="LicenceFileReader"/>.</param>
    /// <param name="output">Where to.</param>
    public static void Write(InspectionDocument document, IReadOnlyDictionary<LicenceFile, byte[]> texts, TextWriter output)
    {
        ArgumentNullException.ThrowIfNull(document);
        ArgumentNullException.ThrowIfNull(texts);
        ArgumentNullException.ThrowIfNull(output);
        var packages = Shipped(document).ToList();
        output.WriteLine("THIRD-PARTY NOTICES");
        if (document.Image.Digest is { } digest) output.WriteLine(digest.ToString());
        output.WriteLine($"{packages.Count} packages");
        if (document.Completeness == Completeness.Partial) output.WriteLine("The image could be read only in part: there may be more packages than are named here.");
        var groups = packages.GroupBy(package => KeyOf(package, texts), StringComparer.Ordinal).OrderBy(group => group.First().Name, StringComparer.Ordinal).ToList();
        foreach (var group in groups) WriteGroup(group.First(), [.. group], texts, output);
        WriteMissing(packages.Where(package => TextsOf(package, texts).Count == 0), output);
    }

    /// <summary>The packages whose bytes the image has, those that an upper layer removed among them.</summary>
    internal static IEnumerable<PackageFacts> Shipped(InspectionDocument document) => document.Packages.Concat(document.Removed ?? []);

    private static void WriteGroup(PackageFacts first, IReadOnlyList<PackageFacts> packages, IReadOnlyDictionary<LicenceFile, byte[]> texts, TextWriter output)
    {
        output.WriteLine();
        output.WriteLine(Rule);
        foreach (var package in packages) output.WriteLine($"{Printable(package.Name)} {Printable(package.Version)} ({package.Type})");
        output.WriteLine($"Licence: {first.Licence ?? LicenceExpression.NoAssertion}");
        foreach (var (file, text) in TextsOf(first, texts))
        {
            output.WriteLine();
            output.WriteLine($"[{Printable(file.Path)}]");
            output.WriteLine(Encoding.UTF8.GetString(text).TrimEnd());
        }
    }

    /// <summary>The texts that nothing in the image has.</summary>
    private static void WriteMissing(IEnumerable<PackageFacts> packages, TextWriter output)
    {
        var ids = packages.SelectMany(package => LicenceParser.TryParse(package.Licence ?? "", out var expression, out _) ? expression.Licences().Select(licence => licence.Id) : []).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal);
        foreach (var id in ids)
        {
            output.WriteLine();
            output.WriteLine(Rule);
            output.WriteLine(SpdxList.Find(id) is { } licence ? $"{licence.Name} ({id})" : id);
            output.WriteLine();
            output.WriteLine(LicenceTemplates.TextOf(TextIdOf(id))?.TrimEnd() ?? (SpdxList.Find(id) is null ? "The image has no text of this licence." : $"The text of this licence: https://spdx.org/licenses/{id}.html"));
        }
    }

    /// <summary>The text is the same whether later versions may be chosen or not.</summary>
    private static string TextIdOf(string id)
    {
        const string Later = "-or-later";
        return id.EndsWith(Later, StringComparison.Ordinal) ? id[..^Later.Length].Replace("-no-invariants", "", StringComparison.Ordinal) + "-only" : id;
    }

    private static List<(LicenceFile File, byte[] Text)> TextsOf(PackageFacts package, IReadOnlyDictionary<LicenceFile, byte[]> texts)
    {
        var found = new List<(LicenceFile, byte[])>();
        foreach (var file in package.LicenceFiles ?? [])
        {
            if (texts.TryGetValue(file, out var text)) found.Add((file, text));
        }
        return found;
    }

    /// <summary>Packages with the same licence and the same texts are named together.</summary>
    private static string KeyOf(PackageFacts package, IReadOnlyDictionary<LicenceFile, byte[]> texts) =>
        TextsOf(package, texts) is { Count: > 0 } own
            ? $"{package.Licence} {string.Concat(own.Select(text => Convert.ToHexString(SHA256.HashData(text.Text))))}"
            : $"{package.Licence}";

    /// <summary>Names come from strangers: no line of theirs shall look like one of ours.</summary>
    private static string Printable(string text) => string.Concat(text.Select(c => char.IsControl(c) ? '?' : c));
}
