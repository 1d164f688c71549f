namespace Plimsoll.Vulnerabilities.Feeds;

/// <summary>A record or file of a feed cannot be used. The message is a sentence for people.</summary>
internal sealed class FeedFormatException(string message) : Exception(message)
{
    /// <summary>Identifier of the record, as far as it is known.</summary>
    public string? Record { get; init; }
}
