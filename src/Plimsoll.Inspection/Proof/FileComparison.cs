using Plimsoll.Core.Facts;
using Plimsoll.Inspection.Images;
using Plimsoll.Inspection.Layers.Merging;

namespace Plimsoll.Inspection.Proof;

/// <summary>Holds one file of an image against what its vendor made.</summary>
internal static class FileComparison
{
    private const int SetIds = 0xc00;

    /// <summary>What became of a file. Without a reason it is what the vendor made.</summary>
    public static (string Verdict, string? Reason, string? Explained) Compare(MergedFile file, VendorFile vendor)
    {
        if (vendor.Link is { } target)
            return file.Link == target ? (FileVerdicts.Verified, null, null) : (FileVerdicts.Modified, file.Link is { } other ? $"it leads to {other}, the vendor's to {target}" : "the vendor's is a link", null);
        if (file is not { Type: FileType.File, Facts: { } facts }) return (FileVerdicts.Modified, "the vendor's is a regular file", null);
        if (vendor.Sha256.IsEmpty) return (FileVerdicts.Unverifiable, "the vendor lists no SHA-256 for it", null);
        if (facts.Sha256.IsEmpty) return (FileVerdicts.Unverifiable, "its content could not be read", null);
        if (!facts.Sha256.SequenceEqual(vendor.Sha256.Span)) return (FileVerdicts.Modified, "its content is not the vendor's", Explanation(vendor));
        var gained = facts.Mode & SetIds & ~(vendor.Mode ?? SetIds);
        return gained == 0 ? (FileVerdicts.Verified, null, null) : (FileVerdicts.Modified, $"it is {((gained & 0x800) != 0 ? "set-user-ID" : "set-group-ID")}, the vendor's is not", null);
    }

    private static string? Explanation(VendorFile vendor) =>
        vendor.Traits.HasFlag(OwnedFileTraits.Configuration) ? "configuration" : vendor.MayChange ? "may-change" : null;

    /// <summary>Whether a file is what its package manager wrote down.</summary>
    public static bool? Agrees(Integrity integrity) => integrity switch { Integrity.Intact => true, Integrity.Modified => false, _ => null };
}
