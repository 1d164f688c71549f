using Plimsoll.Core.Facts;
using Plimsoll.Inspection.Layers;

namespace Plimsoll.Inspection.Ecosystems.Rpm;

/// <summary>The files that a header lists: directories once, and for each file its name, the number of its directory, and what it should be.</summary>
internal static class RpmFiles
{
    // rpmfileAttrs_e and rpmVerifyAttrs_e (rpm, include/rpm/rpmfiles.h).
    private const long Config = 1 << 0;
    private const long Documentation = 1 << 1;
    private const long Ghost = 1 << 6;
    private const long Licence = 1 << 7;
    private const long Readme = 1 << 8;
    private const long VerifyDigest = 1 << 0;

    /// <summary>Says which files the package owns that was added last; false when there is no room.</summary>
    /// <exception cref="InvalidDataException">The lists do not fit together.</exception>
    public static bool TryOwn(RpmHeader header, FileReport report) => Visit(header, header.Numbers(RpmTag.FileStates), (path, file) =>
        report.TryOwn(path, file.Traits, file.Mode & 0xfff, file.Kind, file.IsVerified ? file.Digest : []));

    /// <summary>Visits the files that are installed; false when the visitor had enough.</summary>
    /// <param name="header">The header that lists them.</param>
    /// <param name="states">What became of each when it was installed.</param>
    /// <param name="visit">Told of each; false ends it.</param>
    /// <exception cref="InvalidDataException">The lists do not fit together.</exception>
    public static bool Visit(RpmHeader header, RpmNumbers states, RpmFileVisitor visit)
    {
        var names = header.Texts(RpmTag.BaseNames);
        var directories = Directories(header);
        var places = header.Numbers(RpmTag.DirIndexes);
        // Before rpm 4 whole paths were listed.
        var isOld = names.Count == 0;
        if (isOld) names = header.Texts(RpmTag.OldFileNames);
        else if (places.Count != names.Count) throw new InvalidDataException($"the package lists {names.Count} files in {places.Count} directories");
        var flags = header.Numbers(RpmTag.FileFlags);
        var modes = header.Numbers(RpmTag.FileModes);
        var verify = header.Numbers(RpmTag.FileVerifyFlags);
        var digests = header.Texts(RpmTag.FileDigests);
        var links = header.Texts(RpmTag.FileLinks);
        var kind = KindOf(header.Number(RpmTag.FileDigestAlgorithm));
        Span<byte> digest = stackalloc byte[32];
        // A few long directories for very many files would make long work of a short header.
        var left = (1L << 20) + (4L * header.Data.Length);
        for (var i = 0; names.TryRead(out var name); i++)
        {
            digests.TryRead(out var listed);
            links.TryRead(out var link);
            var place = isOld ? 0 : places[i];
            if (!isOld && (ulong)place >= (ulong)directories.Count) throw new InvalidDataException("a file of the package is in a directory that is not listed");
            var directory = isOld ? "" : directories[(int)place];
            // Files that another package replaced, or that were not installed, are somebody else's or nobody's (rpmfileState_e).
            if (i < states.Count && states[i] is 1 or 2 or 4) continue;
            if (directory is null || directory.Length + name.Length > LayerLimits.LongestOwnedPath) continue;
            left -= directory.Length + name.Length;
            if (left < 0) throw new InvalidDataException("the paths of the package are longer than is sane; the rest was not read");
            var length = kind == FileDigestKind.None ? 0 : Hex(listed, digest);
            var file = new RpmFile
            {
                Traits = Traits(i < flags.Count ? flags[i] : 0),
                Mode = i < modes.Count ? (int)modes[i] : null,
                Kind = kind,
                Digest = length == Length(kind) ? digest[..length] : [],
                Link = link,
                IsVerified = i >= verify.Count || (verify[i] & VerifyDigest) != 0,
            };
            if (!visit(directory + ForeignText.Decode(name), file)) return false;
        }
        return true;
    }

    /// <summary>The directories; null stands for one that is too long to be real.</summary>
    private static List<string?> Directories(RpmHeader header)
    {
        var texts = header.Texts(RpmTag.DirNames);
        var directories = new List<string?>();
        while (texts.TryRead(out var directory)) directories.Add(directory.Length > LayerLimits.LongestOwnedPath ? null : ForeignText.Decode(directory));
        return directories;
    }

    private static OwnedFileTraits Traits(long flags)
    {
        var traits = OwnedFileTraits.None;
        if ((flags & Config) != 0) traits |= OwnedFileTraits.Configuration;
        if ((flags & Ghost) != 0) traits |= OwnedFileTraits.Ghost;
        if ((flags & (Documentation | Readme)) != 0) traits |= OwnedFileTraits.Documentation;
        if ((flags & Licence) != 0) traits |= OwnedFileTraits.Licence;
        return traits;
    }

    /// <summary>Numbers of hash functions in OpenPGP (RFC 9580 section 9.5); without one it is MD5.</summary>
    private static FileDigestKind KindOf(long? algorithm) => algorithm switch
    {
        null or 1 => FileDigestKind.Md5,
        2 => FileDigestKind.Sha1,
        8 => FileDigestKind.Sha256,
        _ => FileDigestKind.None,
    };

    private static int Length(FileDigestKind kind) => kind switch { FileDigestKind.Md5 => 16, FileDigestKind.Sha1 => 20, _ => 32 };

    private static int Hex(ReadOnlySpan<byte> text, Span<byte> digest) =>
        Convert.FromHexString(text, digest, out _, out var written) == System.Buffers.OperationStatus.Done ? written : 0;
}
