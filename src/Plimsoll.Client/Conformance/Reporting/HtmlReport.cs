using System.Net;
using System.Text;

namespace Plimsoll.Client.Conformance.Reporting;

/// <summary>The report for people: one page without anything beside it, no script, light or dark as the reader has it.</summary>
public static class HtmlReport
{
    /// <summary>Writes it.</summary>
    /// <param name="report">The report.</param>
    /// <param name="program">Who checked, with its version.</param>
    public static byte[] Write(ConformanceReport report, string program)
    {
        var html = new StringBuilder("<!doctype html>\n<html lang=\"en\">\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n");
        html.Append("<title>Conformance of ").Append(Text(report.Registry.Authority)).Append("</title>\n<style>").Append(ReportStyle.Css).Append("</style>\n<body>\n");
        Head(html, report, program);
        Areas(html, report);
        foreach (var outcome in (CheckOutcome[])[CheckOutcome.Failed, CheckOutcome.Warned, CheckOutcome.NotRun, CheckOutcome.NotOffered]) Section(html, report, outcome);
        Passed(html, report);
        return Encoding.UTF8.GetBytes(html.Append("</main>\n</body>\n</html>\n").ToString());
    }

    private static void Head(StringBuilder html, ConformanceReport report, string program)
    {
        var failed = report.Count(CheckOutcome.Failed);
        html.Append($"<header class=\"{(report.Conforms ? "good" : "bad")}\"><p class=\"over\">Registry conformance</p><h1>").Append(Text(report.Registry.Authority)).Append("</h1><p class=\"verdict\">");
        html.Append(report.Conforms ? "Does everything that it must." : failed == 1 ? "One thing that a registry must do is missing." : $"{failed} things that a registry must do are missing.");
        html.Append("</p><p>").Append(Text(ReportWords.Summary(report))).Append(". Checked on <time>").Append(ReportWords.Of(report.Time)).Append("</time> by ").Append(Text(program)).Append('.');
        if (report.LeftBehind > 0) html.Append($" {report.LeftBehind} pieces of content could not be deleted afterwards.");
        html.Append("</p></header>\n<main>\n");
    }

    private static void Areas(StringBuilder html, ConformanceReport report)
    {
        html.Append("<h2>At a glance</h2>\n<table class=\"areas\"><thead><tr><th scope=\"col\">Area</th><th scope=\"col\">Passed</th><th scope=\"col\" class=\"bar\">Outcome</th></tr></thead><tbody>\n");
        foreach (var area in report.Results.GroupBy(result => result.Check.Area))
        {
            var results = area.ToList();
            html.Append("<tr><th scope=\"row\">").Append(Text(area.Key)).Append($"</th><td>{results.Count(result => result.Outcome == CheckOutcome.Passed)} of {results.Count}</td><td class=\"bar\"><span class=\"dots\">");
            foreach (var result in results) html.Append($"<a class=\"dot {ReportWords.Of(result.Outcome)}\" href=\"#{Text(result.Check.Id)}\" title=\"{Text(result.Check.Name)}: {ReportWords.Title(result.Outcome)}\"><span class=\"hidden\">{Text(result.Check.Id)}: {ReportWords.Title(result.Outcome)}</span></a>");
            html.Append("</span></td></tr>\n");
        }
        html.Append("</tbody></table>\n<p class=\"legend\">");
        foreach (var outcome in Enum.GetValues<CheckOutcome>()) html.Append($"<span><i class=\"dot {ReportWords.Of(outcome)}\"></i> {ReportWords.Title(outcome)} ({report.Count(outcome)})</span> ");
        html.Append("</p>\n");
    }

    private static void Section(StringBuilder html, ConformanceReport report, CheckOutcome outcome)
    {
        var results = report.Results.Where(result => result.Outcome == outcome).ToList();
        if (results.Count == 0) return;
        html.Append($"<h2>{ReportWords.Title(outcome)}</h2>\n<p class=\"note\">{Meaning(outcome)}</p>\n");
        foreach (var result in results) Result(html, result);
    }

    private static string Meaning(CheckOutcome outcome) => outcome switch
    {
        CheckOutcome.Failed => "The specification says MUST, and the registry does something else.",
        CheckOutcome.Warned => "The specification says SHOULD: the registry may do otherwise, and clients are worse off with it.",
        CheckOutcome.NotRun => "Something that the check needs did not work, so nothing is known.",
        _ => "The specification says MAY, and the registry leaves it out. That is no defect.",
    };

    private static void Result(StringBuilder html, CheckResult result)
    {
        html.Append($"<article id=\"{Text(result.Check.Id)}\" class=\"{ReportWords.Of(result.Outcome)}\"><h3>").Append(Text(result.Check.Name)).Append("</h3>\n");
        html.Append("<p class=\"what\">").Append(Text(result.Explanation)).Append("</p>\n");
        html.Append("<p class=\"meta\"><code>").Append(Text(result.Check.Id)).Append("</code> · ").Append(Text(result.Check.Area)).Append($" · {ReportWords.Of(result.Check.Level).ToUpperInvariant()}</p>\n");
        html.Append("<blockquote><p>").Append(Text(result.Check.Says.Text)).Append($"</p><footer><a href=\"{Text(result.Check.Says.Address)}\">").Append(Text(result.Check.Says.Section)).Append("</a></footer></blockquote>\n");
        if (result.Exchanges.Count > 0)
        {
            html.Append($"<details{(result.Outcome == CheckOutcome.Failed ? " open" : "")}><summary>What was sent and answered ({result.Exchanges.Count} {(result.Exchanges.Count == 1 ? "request" : "requests")})</summary><ol>\n");
            foreach (var exchange in result.Exchanges) Exchange(html, exchange);
            html.Append("</ol></details>\n");
        }
        html.Append("</article>\n");
    }

    private static void Exchange(StringBuilder html, Exchange exchange)
    {
        html.Append("<li><pre tabindex=\"0\"><b>").Append(Text($"{exchange.Method} {exchange.Address}")).Append("</b>");
        foreach (var (name, value) in exchange.RequestHeaders) html.Append('\n').Append(Text($"{name}: {value}"));
        if (exchange.RequestBody is { } sent) html.Append("\n\n").Append(Text(sent));
        html.Append("\n\n<b class=\"status\">").Append(exchange.Status is { } status ? $"{status} {Text(Reason(status))}" : "no answer").Append("</b>");
        foreach (var (name, value) in exchange.ResponseHeaders) html.Append('\n').Append(Text($"{name}: {value}"));
        if (exchange.ResponseBody is { } came) html.Append("\n\n").Append(Text(came));
        html.Append("</pre></li>\n");
    }

    private static void Passed(StringBuilder html, ConformanceReport report)
    {
        var passed = report.Results.Where(result => result.Outcome == CheckOutcome.Passed).ToList();
        if (passed.Count == 0) return;
        html.Append("<h2>Passed</h2>\n<table class=\"passed\"><thead><tr><th scope=\"col\">Check</th><th scope=\"col\">Says</th><th scope=\"col\">Level</th></tr></thead><tbody>\n");
        foreach (var result in passed)
            html.Append($"<tr id=\"{Text(result.Check.Id)}\"><td>").Append(Text(result.Check.Name)).Append(" <code>").Append(Text(result.Check.Id)).Append($"</code></td><td><a href=\"{Text(result.Check.Says.Address)}\">").Append(Text(result.Check.Says.Section)).Append($"</a></td><td>{ReportWords.Of(result.Check.Level).ToUpperInvariant()}</td></tr>\n");
        html.Append("</tbody></table>\n");
    }

    private static string Reason(int status) => Enum.IsDefined((HttpStatusCode)status) ? ((HttpStatusCode)status).ToString() : "";

    private static string Text(string text) => WebUtility.HtmlEncode(new string([.. text.Select(c => char.IsControl(c) && c is not ('\n' or '\t') ? ' ' : c)]));
}
