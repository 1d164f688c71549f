using Plimsoll.Core.Facts;
using Plimsoll.Inspection.Ecosystems.Formats;

namespace Plimsoll.Inspection.Ecosystems.Python;

/// <summary>The metadata of a Python package: <c>METADATA</c> of wheels, <c>PKG-INFO</c> of eggs (core metadata specification).</summary>
internal static class PythonMetadata
{
    private const string LicencePrefix = "License :: ";
    private const int LongestName = 120;

    private static readonly HashSet<string> Wanted = new(StringComparer.OrdinalIgnoreCase) { "Name", "Version", "License", "License-Expression", "Classifier", "Home-page", "Author", "Author-email" };

    /// <summary>Classifiers that leave open which of several licences is meant.</summary>
    private static readonly string[] Vague = ["BSD License", "OSI Approved", "GNU General Public License (GPL)", "Other/Proprietary License", "DFSG approved"];

    /// <summary>Reads the metadata; null, and a problem, when it names no package.</summary>
    public static PackageRecord? Read(Stream content, string what, FileReport report)
    {
        var fields = HeaderFields.Read(content, Wanted.Contains, "\n");
        if (fields.First("Name") is { } name && fields.First("Version") is { } version)
        {
            return new PackageRecord
            {
                Type = "pypi",
                Name = name,
                Version = version,
                Licence = LicenceOf(fields),
                Properties = PackageNames.Properties(("homepage", fields.First("Home-page")), ("author", fields.First("Author") ?? fields.First("Author-email"))),
            };
        }
        report.Problem($"{what} has no {(fields.First("Name") is null ? "Name" : "Version")}");
        return null;
    }

    /// <summary>An expression says most (PEP 639), then the classifiers; the field License is anything from a word to a whole text.</summary>
    private static string? LicenceOf(List<(string Name, string Value)> fields)
    {
        if (fields.First("License-Expression") is { } expression) return expression;
        var licence = fields.First("License") is { } text && !text.Equals("UNKNOWN", StringComparison.OrdinalIgnoreCase) ? text : null;
        var isShort = licence is { Length: <= LongestName } && !licence.Contains('\n');
        var classifiers = fields.Where(field => field.Name.Equals("Classifier", StringComparison.OrdinalIgnoreCase) && field.Value.StartsWith(LicencePrefix, StringComparison.Ordinal))
            .Select(field => field.Value[(field.Value.LastIndexOf(" :: ", StringComparison.Ordinal) + 4)..]).Distinct(StringComparer.Ordinal).ToList();
        return classifiers.Count == 0 || (isShort && classifiers.TrueForAll(Vague.Contains)) ? licence : string.Join(" AND ", classifiers);
    }
}
