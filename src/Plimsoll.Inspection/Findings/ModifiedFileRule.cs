using Plimsoll.Core.Facts;
using Plimsoll.Inspection.Images;
using Plimsoll.Inspection.Layers.Merging;

namespace Plimsoll.Inspection.Findings;

/// <summary>Files that are no longer what their package installed.</summary>
internal sealed class ModifiedFileRule : IFindingRule
{
    public IEnumerable<Finding> Find(ImageView image)
    {
        foreach (var (file, claim) in image.Owners.Claims())
        {
            if (IsModified(image, file, claim)) yield return Describe(image, file, claim);
        }
    }

    private static bool IsModified(ImageView image, MergedFile file, OwnedClaim claim) =>
        !claim.Traits.HasFlag(OwnedFileTraits.Ghost) && (image.Owners.IntegrityOf(file) is var integrity && (integrity == Integrity.Modified || (integrity != Integrity.Intact && IsReplaced(file, claim))));

    /// <summary>A link or directory in the place of a file that had a digest. Administrators replace configuration files so.</summary>
    private static bool IsReplaced(MergedFile file, OwnedClaim claim) => !claim.Digest.IsEmpty && file.Type != FileType.File && !claim.Traits.HasFlag(OwnedFileTraits.Configuration);

    private static Finding Describe(ImageView image, MergedFile file, OwnedClaim claim)
    {
        var isConfiguration = claim.Traits.HasFlag(OwnedFileTraits.Configuration);
        var isCode = file.Facts is { IsExecutable: true } || image.ExecutableAt(file.Content) is not null;
        var by = claim.Kind switch { FileDigestKind.Md5 => "MD5", FileDigestKind.Sha1 => "SHA-1", _ => "SHA-256" };
        return new Finding
        {
            Kind = isConfiguration ? FindingKinds.ModifiedConfig : FindingKinds.ModifiedFile,
            Path = "/" + file.Path,
            Layer = file.Layer,
            Severity = isConfiguration ? Severity.Info : isCode ? Severity.High : claim.Traits.HasFlag(OwnedFileTraits.Documentation) ? Severity.Info : Severity.Medium,
            Reason = file.Type == FileType.File
                ? $"it is not what {claim.Package.Record.Name} {claim.Package.Record.Version} installed, by its {by}"
                : $"something else stands in the place of a file that {claim.Package.Record.Name} {claim.Package.Record.Version} installed",
            Owner = claim.Package.Key,
        };
    }
}
