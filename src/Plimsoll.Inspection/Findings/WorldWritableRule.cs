using Plimsoll.Core.Facts;
using Plimsoll.Inspection.Images;

namespace Plimsoll.Inspection.Findings;

/// <summary>Files that anybody may write, and directories in which anybody may replace the files of others.</summary>
internal sealed class WorldWritableRule : IFindingRule
{
    private const int WritableByAll = 0x2;
    private const int Sticky = 0x200;

    /// <summary>Directories whose content is run or read by root.</summary>
    private static readonly string[] Trusted = ["bin/", "sbin/", "usr/", "lib", "etc/", "opt/", "root/"];

    public IEnumerable<Finding> Find(ImageView image)
    {
        foreach (var file in image.Root.All())
        {
            if (file.Facts is not { } facts || (facts.Mode & WritableByAll) == 0) continue;
            if (file.Type is not (FileType.File or FileType.Directory) || (file.Type == FileType.Directory && (facts.Mode & Sticky) != 0)) continue;
            var path = file.Path;
            var isWorse = Array.Exists(Trusted, tree => path.StartsWith(tree, StringComparison.Ordinal)) || (file.Type == FileType.File && facts.IsExecutable);
            yield return new Finding
            {
                Kind = FindingKinds.WorldWritable,
                Path = "/" + path,
                Layer = file.Layer,
                Severity = isWorse ? Severity.High : Severity.Medium,
                Reason = file.Type == FileType.File ? "anybody may write the file" : "anybody may replace what others put into the directory: it has no sticky bit",
                Owner = image.Owners.OwnerOf(file)?.Package.Key,
            };
        }
    }
}
