using Plimsoll.Core;

namespace Plimsoll.Inspection.Sbom;

/// <summary>What goes into a bill of materials, besides what the inspection found.</summary>
/// <param name="Format">The format.</param>
public sealed record SbomOptions(SbomFormat Format)
{
    /// <summary>
    /// The time that the document gives as that of its making. Null takes the time at which the image says that it was built, and 1970 where it says none: the hour at which somebody asked
    /// would make each document another one.
    /// </summary>
    public DateTimeOffset? Timestamp { get; init; }

    /// <summary>The files of the image, in order of path; null leaves them out.</summary>
    public IReadOnlyList<ImageFile>? Files { get; init; }
}

/// <summary>A regular file of the final root of an image.</summary>
/// <param name="Path">Absolute path.</param>
/// <param name="Layer">Index of the layer that brought it.</param>
/// <param name="Size">Bytes.</param>
/// <param name="Digest">SHA-256; null when the content could not be read.</param>
/// <param name="Owner">The package that owns it, <c>type:name</c>; null when none does.</param>
public sealed record ImageFile(string Path, int Layer, long Size, Digest? Digest, string? Owner);
