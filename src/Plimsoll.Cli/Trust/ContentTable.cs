using System.Globalization;
using System.Text;
using Plimsoll.Cli.Inspect;
using Plimsoll.Inspection.Proof;

namespace Plimsoll.Cli.Trust;

/// <summary>A proof of content for people.</summary>
internal static class ContentTable
{
    private const int MaxLines = 200;

    public static string Render(ContentReport report, string reference)
    {
        var counts = report.Files;
        var text = new StringBuilder(Sentence(report)).Append("\n\n");
        text.Append(CultureInfo.InvariantCulture, $"Files: {counts.Verified} vendor-verified, {counts.Modified} modified, {counts.Unverifiable} unverifiable, {counts.Unowned} unowned; {counts.Runtime} made at run time, {counts.Absent} listed and not there\n");
        var odd = report.Packages.Where(package => package.Verdict != "verified").ToList();
        if (odd.Count > 0)
        {
            TextTable.Append(text.Append('\n'), ["PACKAGE", "VERSION", "VERDICT", ">VERIFIED", ">MODIFIED", "WHY"], odd.Take(MaxLines).Select(package => (string[])
                [$"{package.Type}:{package.Name}", package.Version, package.Verdict, package.Files.Verified.ToString(), package.Files.Modified.ToString(), package.Reason ?? package.Signer ?? "-"]));
        }
        var files = report.Listed.Where(file => file.Verdict is FileVerdicts.Modified || file.Agrees == false).ToList();
        if (files.Count > 0)
        {
            TextTable.Append(text.Append('\n'), ["VERDICT", "PACKAGE", ">LAYER", "PATH", "WHY"], files.Take(MaxLines).Select(file => (string[])
                [file.Verdict, file.Package ?? "-", file.Layer.ToString(), file.Path, (file.Agrees == false ? "it is not what the package manager wrote down" : file.Reason) + (file.Explained is { } explained ? $" ({explained})" : "")]));
        }
        if (odd.Count > MaxLines || files.Count > MaxLines) text.Append("… more with --format json\n");
        foreach (var remark in report.Remarks) text.Append("\nNote: ").Append(TextTable.Printable(remark)).Append('\n');
        return text.Append($"\nNext: plimsoll verify-content {TextTable.Printable(reference)} --format json\n").ToString();
    }

    private static string Sentence(ContentReport report)
    {
        var share = report.Share is { } value ? string.Create(CultureInfo.InvariantCulture, $"vendor content {value:0.0} % unmodified") : "packages own no file";
        return report.Verdict switch
        {
            "verified" => "Verified: " + share,
            "refused" => $"Refused: {(report.Listed.Count(file => file.Verdict == FileVerdicts.Modified && file.Explained is null) is var altered && altered == 1 ? "1 file is not what its vendor signed" : $"{altered} files are not what their vendors signed")}; {share}",
            _ => $"Unknown: {report.Files.Unverifiable} files of packages cannot be verified; {share}",
        };
    }
}
