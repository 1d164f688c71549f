using System.Globalization;

namespace Plimsoll.Client.Conformance.Reporting;

/// <summary>The words of all three reports.</summary>
internal static class ReportWords
{
    /// <summary>What scripts read.</summary>
    public static string Of(CheckOutcome outcome) => outcome switch
    {
        CheckOutcome.Passed => "passed",
        CheckOutcome.Failed => "failed",
        CheckOutcome.Warned => "warned",
        CheckOutcome.NotOffered => "not-offered",
        _ => "not-run",
    };

    /// <summary>What people read.</summary>
    public static string Title(CheckOutcome outcome) => outcome switch
    {
        CheckOutcome.Passed => "Passed",
        CheckOutcome.Failed => "Failed",
        CheckOutcome.Warned => "Should be better",
        CheckOutcome.NotOffered => "Not offered",
        _ => "Could not be checked",
    };

    /// <summary>The word of RFC 2119.</summary>
    public static string Of(CheckLevel level) => level switch { CheckLevel.Must => "must", CheckLevel.Should => "should", _ => "may" };

    /// <summary>RFC 3339, in UTC.</summary>
    public static string Of(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    /// <summary>The whole in one line.</summary>
    public static string Summary(ConformanceReport report)
    {
        var parts = Enum.GetValues<CheckOutcome>().Select(outcome => (outcome, count: report.Count(outcome))).Where(part => part.count > 0).Select(part => $"{part.count} {Title(part.outcome).ToLowerInvariant()}");
        return $"{report.Results.Count} checks: {string.Join(", ", parts)}";
    }
}
