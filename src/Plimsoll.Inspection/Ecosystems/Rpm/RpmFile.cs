using Plimsoll.Core.Facts;

namespace Plimsoll.Inspection.Ecosystems.Rpm;

/// <summary>Told of a file that a header lists; false ends the visit.</summary>
internal delegate bool RpmFileVisitor(string path, RpmFile file);

/// <summary>What a header says of a file.</summary>
internal readonly ref struct RpmFile
{
    /// <summary>What its flags say.</summary>
    public required OwnedFileTraits Traits { get; init; }

    /// <summary>Type and permission bits; null where none are listed.</summary>
    public required int? Mode { get; init; }

    /// <summary>Hash function of the digest.</summary>
    public required FileDigestKind Kind { get; init; }

    /// <summary>Digest of its content; empty for what is no regular file.</summary>
    public required ReadOnlySpan<byte> Digest { get; init; }

    /// <summary>Target of a symbolic link; empty for other files.</summary>
    public required ReadOnlySpan<byte> Link { get; init; }

    /// <summary>False where the package says that the content may change.</summary>
    public required bool IsVerified { get; init; }
}
