namespace Plimsoll.Vulnerabilities.Feeds;

/// <summary>Labels of modules of rpm: <c>name:stream</c>, which feeds follow by version, context and architecture.</summary>
internal static class RpmModule
{
    /// <summary>The label of <c>ruby:2.5:8090020230627084142:b46abd14</c>; null for what has no stream and so is no module.</summary>
    public static string? Label(string text)
    {
        var parts = text.Split(':');
        return parts.Length >= 2 && parts[0].Length > 0 && parts[1].Length > 0 ? $"{parts[0]}:{parts[1]}" : null;
    }
}
