namespace Plimsoll.Core.Advisories;

/// <summary>A document of statements about whether vulnerabilities reach products, kept as it came; what it says is read when images are judged.</summary>
public sealed record VexDocument
{
    /// <summary>Format: <c>openvex</c>, <c>csaf</c> or <c>cyclonedx</c>.</summary>
    public required string Format { get; init; }

    /// <summary>What names the document: its own identifier, and where it has none its digest.</summary>
    public required string Id { get; init; }

    /// <summary>Author or publisher, by the document's own word: nobody checked it.</summary>
    public string? Author { get; init; }

    /// <summary>Version, by its own word.</summary>
    public string? Version { get; init; }

    /// <summary>When it was issued or changed, by its own word.</summary>
    public DateTimeOffset? Timestamp { get; init; }

    /// <summary>Statements, or vulnerabilities where the format nests statements in them.</summary>
    public int Statements { get; init; }

    /// <summary>Path of the file in its feed: authors give the same identifier to several documents.</summary>
    public string Place { get; init; } = "";

    /// <summary>Digest of <see cref="Content"/>.</summary>
    public required Digest Digest { get; init; }

    /// <summary>The bytes.</summary>
    public required ReadOnlyMemory<byte> Content { get; init; }
}
