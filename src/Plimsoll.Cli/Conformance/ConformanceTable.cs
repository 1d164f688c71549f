using System.Text;
using Plimsoll.Cli.Inspect;
using Plimsoll.Client.Conformance;

namespace Plimsoll.Cli.Conformance;

/// <summary>The report on a terminal: the answer, then what is not as it should be.</summary>
internal static class ConformanceTable
{
    private static readonly (CheckOutcome Outcome, string Word)[] Words = [(CheckOutcome.Failed, "FAILED"), (CheckOutcome.Warned, "should be better"), (CheckOutcome.NotRun, "not checked"), (CheckOutcome.NotOffered, "not offered")];

    /// <summary>Writes it.</summary>
    /// <param name="report">The report.</param>
    /// <param name="page">The file with the page; null for none.</param>
    public static string Write(ConformanceReport report, string? page)
    {
        var failed = report.Count(CheckOutcome.Failed);
        var text = new StringBuilder(report.Conforms ? "Conforms" : $"Fails: {failed} of {report.Results.Count} checks").Append($": {report.Registry.Authority}, {report.Count(CheckOutcome.Passed)} of {report.Results.Count} passed\n");
        foreach (var (outcome, word) in Words)
        {
            var results = report.Results.Where(result => result.Outcome == outcome).ToList();
            if (results.Count == 0) continue;
            text.Append('\n');
            TextTable.Append(text, ["STATE", "CHECK", "WHY"], results.Select(result => (string[])[word, result.Check.Id, result.Explanation]));
        }
        if (report.LeftBehind > 0) text.Append($"\n{report.LeftBehind} pieces of content could not be deleted afterwards.\n");
        return text.Append(page is null ? $"\nNext: plimsoll conformance {report.Registry.Authority} --report conformance.html\n" : $"\nNext: open {TextTable.Printable(page)}\n").ToString();
    }
}
