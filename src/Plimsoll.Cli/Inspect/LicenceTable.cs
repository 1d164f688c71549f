using System.Text;
using Plimsoll.Core.Facts;
using Plimsoll.Inspection.Licences;
using Plimsoll.Inspection.Licences.Expressions;
using Plimsoll.Inspection.Licences.Reports;

namespace Plimsoll.Cli.Inspect;

/// <summary>The licences of an image for people: the first line says how it stands, the last one what to call next.</summary>
internal static class LicenceTable
{
    /// <summary>Renders a report.</summary>
    /// <param name="report">The report.</param>
    /// <param name="reference">The reference as it was typed.</param>
    public static string Render(LicenceReport report, string reference)
    {
        var text = new StringBuilder(Verdict(report)).Append('\n');
        if (report.Packages.Count > 0)
        {
            TextTable.Append(text.Append('\n'), ["CLASS", ">PACKAGES", "ASKS FOR"], report.Classes.Select(entry => (string[])
                [LicenceClasses.NameOf(entry.Class), entry.Packages.ToString(), AsksFor(Obligations.OfClass(entry.Class))]));
            TextTable.Append(text.Append('\n'), ["LICENCE", "CLASS", ">PACKAGES", "ASKS FOR"], report.Licences.Select(entry => (string[])
                [entry.Id, LicenceClasses.NameOf(entry.Class), entry.Packages.ToString(), AsksFor(entry.Obligations)]));
            TextTable.Append(text.Append('\n'), ["TYPE", "PACKAGE", "VERSION", "SURE", "LICENCE"], report.Packages.Select(entry => (string[])
                [entry.Type, entry.Name, entry.Version, entry.Confidence.ToString().ToLowerInvariant(), entry.Licence]));
        }
        return text.Append("\nNext: plimsoll licences ").Append(TextTable.Printable(reference)).Append(" --format notice\n").ToString();
    }

    /// <summary>Renders a list of sources.</summary>
    public static string Sources(IReadOnlyList<CorrespondingSource> sources)
    {
        var text = new StringBuilder(sources.Count == 1 ? "1 source package has to be offered with the image" : $"{sources.Count} source packages have to be offered with the image").Append('\n');
        if (sources.Count == 0) return text.ToString();
        TextTable.Append(text.Append('\n'), ["TYPE", "SOURCE", "VERSION", "CLASS", "FROM", "PACKAGES"], sources.Select(source => (string[])
            [source.Type, source.Name, source.Version, LicenceClasses.NameOf(source.Class), source.From ?? "-", string.Join(' ', source.Packages) + (source.IsRemoved ? " (removed by a layer, shipped all the same)" : "")]));
        return text.ToString();
    }

    private static string Verdict(LicenceReport report)
    {
        var unknown = report.Packages.Count(package => package.Class == LicenceClass.Unknown);
        var packages = report.Packages.Count == 1 ? "1 package" : $"{report.Packages.Count} packages";
        var named = report.Licences.Count(licence => licence.Id != LicenceExpression.NoAssertion);
        var licences = named == 1 ? "1 licence" : $"{named} licences";
        var known = unknown == 0 ? "none unknown" : $"what {unknown} of them ask for is unknown";
        return report.Completeness == Completeness.Complete ? $"{packages} under {licences}, {known}" : $"PARTIAL: {packages} under {licences}, {known}; not everything could be read";
    }

    private static string AsksFor(IReadOnlyList<string> obligations) => obligations.Count == 0 ? "nothing" : string.Join(", ", obligations);
}
