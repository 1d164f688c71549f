using Plimsoll.Core;

namespace Plimsoll.Client.Copying;

/// <summary>How far a copy is.</summary>
/// <param name="Step">What is being done.</param>
/// <param name="Manifests">Manifests at the destination, of how many.</param>
/// <param name="OfManifests">All manifests of the closure.</param>
/// <param name="Blobs">Blobs at the destination.</param>
/// <param name="OfBlobs">All blobs of the closure.</param>
/// <param name="Bytes">Bytes that were sent.</param>
public readonly record struct CopyProgress(string Step, int Manifests, int OfManifests, int Blobs, int OfBlobs, long Bytes);

/// <summary>One piece of content of a copy.</summary>
/// <param name="Digest">Its digest at the destination.</param>
/// <param name="Kind"><c>blob</c>, or the part that a manifest has in the closure.</param>
/// <param name="Type">Artifact type or media type.</param>
/// <param name="Size">Its size in bytes.</param>
/// <param name="Arrival">What had to be done for it.</param>
/// <param name="About">The manifest that it is about; null for what the image consists of.</param>
public sealed record CopiedContent(Digest Digest, string Kind, string Type, long Size, Arrival Arrival, Digest? About);

/// <summary>What was copied, and whether all of it is there.</summary>
/// <param name="Root">The digest of the image.</param>
/// <param name="Tag">The tag that names it at the destination; null for none.</param>
/// <param name="Contents">Everything that belongs to it, in the order in which it was stored.</param>
/// <param name="Missing">What the walk over the destination did not find; empty for a copy that is whole.</param>
/// <param name="Remarks">What the source lists and does not have: it could not be copied from anywhere.</param>
public sealed record CopyReport(Digest Root, Tag? Tag, IReadOnlyList<CopiedContent> Contents, IReadOnlyList<string> Missing, IReadOnlyList<string> Remarks)
{
    /// <summary>Bytes that went over.</summary>
    public long Sent => Contents.Where(content => content.Arrival == Arrival.Copied).Sum(content => content.Size);
}
