using System.Globalization;
using System.Text;
using System.Xml;

namespace Plimsoll.Client.Conformance.Reporting;

/// <summary>The report in the form that build servers read (JUnit): a suite for each area, a case for each check.</summary>
public static class JunitReport
{
    /// <summary>Writes it. What should be better is a case that passes and says so; what is not offered or could not be checked is skipped.</summary>
    public static byte[] Write(ConformanceReport report)
    {
        using var stream = new MemoryStream();
        using (var xml = XmlWriter.Create(stream, new XmlWriterSettings { Indent = true, Encoding = new UTF8Encoding(false), CheckCharacters = false }))
        {
            xml.WriteStartElement("testsuites");
            Totals(xml, "plimsoll conformance " + report.Registry.Authority, report.Results);
            foreach (var area in report.Results.GroupBy(result => result.Check.Area))
            {
                xml.WriteStartElement("testsuite");
                Totals(xml, area.Key, [.. area]);
                xml.WriteAttributeString("timestamp", ReportWords.Of(report.Time));
                foreach (var result in area) Write(xml, result);
                xml.WriteEndElement();
            }
            xml.WriteEndElement();
        }
        return stream.ToArray();
    }

    private static void Totals(XmlWriter xml, string name, IReadOnlyList<CheckResult> results)
    {
        xml.WriteAttributeString("name", name);
        xml.WriteAttributeString("tests", Number(results.Count));
        xml.WriteAttributeString("failures", Number(results.Count(result => result.Outcome == CheckOutcome.Failed)));
        xml.WriteAttributeString("errors", "0");
        xml.WriteAttributeString("skipped", Number(results.Count(result => result.Outcome is CheckOutcome.NotOffered or CheckOutcome.NotRun)));
        xml.WriteAttributeString("time", Seconds(results.Sum(result => result.Duration.TotalSeconds)));
    }

    private static void Write(XmlWriter xml, CheckResult result)
    {
        xml.WriteStartElement("testcase");
        xml.WriteAttributeString("classname", result.Check.Area);
        xml.WriteAttributeString("name", $"{result.Check.Id}: {result.Check.Name}");
        xml.WriteAttributeString("time", Seconds(result.Duration.TotalSeconds));
        switch (result.Outcome)
        {
            case CheckOutcome.Failed:
                xml.WriteStartElement("failure");
                xml.WriteAttributeString("message", Clean(result.Explanation));
                xml.WriteString(Clean($"{result.Check.Says.Section}: {result.Check.Says.Text}\n\n{string.Join('\n', result.Exchanges.Select(exchange => $"{exchange.Method} {exchange.Address} -> {exchange.Status}"))}"));
                xml.WriteEndElement();
                break;
            case CheckOutcome.NotOffered or CheckOutcome.NotRun:
                xml.WriteStartElement("skipped");
                xml.WriteAttributeString("message", Clean(result.Explanation));
                xml.WriteEndElement();
                break;
            case CheckOutcome.Warned:
                xml.WriteElementString("system-out", Clean(result.Explanation));
                break;
        }
        xml.WriteEndElement();
    }

    /// <summary>What a registry sends may hold characters that XML cannot.</summary>
    private static string Clean(string text) => new([.. text.Select(c => XmlConvert.IsXmlChar(c) ? c : '\uFFFD')]);

    private static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);

    private static string Seconds(double seconds) => seconds.ToString("0.000", CultureInfo.InvariantCulture);
}
