namespace Plimsoll.Server.Tests.Fixtures;

/// <summary>What the assertion library lacks.</summary>
internal static class ShouldlyMore
{
    /// <summary>Checks the start of a text and returns the rest.</summary>
    public static string ShouldStartWithAndCut(this string text, string start)
    {
        text.ShouldStartWith(start, Case.Sensitive);
        return text[start.Length..];
    }
}
