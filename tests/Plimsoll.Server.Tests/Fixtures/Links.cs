using System.Text.RegularExpressions;

namespace Plimsoll.Server.Tests.Fixtures;

/// <summary>Reads Link headers (RFC 8288).</summary>
internal static partial class Links
{
    /// <summary>The target of <c>rel="next"</c>, or null at the end.</summary>
    public static string? Next(Answer answer)
    {
        if (answer["Link"] is not { } link) return null;
        var match = Form().Match(link);
        match.Success.ShouldBeTrue(link);
        match.Groups[1].Value.ShouldStartWith("/v2/", Case.Sensitive, "a relative target holds behind any proxy");
        return match.Groups[1].Value;
    }

    [GeneratedRegex("^<([^>]+)>; ?rel=\"next\"$")]
    private static partial Regex Form();
}
