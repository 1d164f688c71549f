using System.Globalization;
using Plimsoll.Storage.Metadata;

namespace Plimsoll.Server.Advisories;

/// <summary>Where a list of records goes on: <c>NUMBER.IDENTIFIER</c> of the last one that was shown.</summary>
internal static class AdvisoryCursor
{
    /// <summary>The text for a link.</summary>
    public static string Format(AdvisoryName last) => $"{last.Number}.{last.Id}";

    /// <summary>Reads it; null, the beginning, for what is none.</summary>
    public static AdvisoryName? Parse(string? text)
    {
        var dot = text?.IndexOf('.', StringComparison.Ordinal) ?? -1;
        return dot > 0 && long.TryParse(text.AsSpan(0, dot), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? new AdvisoryName(number, "", text![(dot + 1)..], null, "", null, false) : null;
    }
}
