namespace Plimsoll.Vulnerabilities.Feeds;

/// <summary>Reads one format of advisories. Anything may be in the file: what is broken becomes a <see cref="FeedProblem"/> or a <see cref="FeedFormatException"/>, which ends the file.</summary>
internal interface IFeedFormat
{
    /// <summary>Name for people, such as <c>OSV</c>.</summary>
    string Name { get; }

    /// <summary>Whether the file looks like one of this format, by its name and first bytes.</summary>
    bool Recognises(FeedFile file);

    /// <summary>Reads it, a record at a time.</summary>
    IEnumerable<FeedItem> Read(FeedFile file, FeedLimits limits, CancellationToken cancellation);
}
