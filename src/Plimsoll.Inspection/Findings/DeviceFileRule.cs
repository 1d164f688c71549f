using Plimsoll.Core.Facts;
using Plimsoll.Inspection.Images;

namespace Plimsoll.Inspection.Findings;

/// <summary>Device files. Those that every container has anyway, with the right numbers, are left out.</summary>
internal sealed class DeviceFileRule : IFindingRule
{
    /// <summary>Character devices of OCI runtimes (runtime-spec, config-linux.md, "Default Devices") and the others that file systems are made with.</summary>
    private static readonly Dictionary<string, (int Major, int Minor)> Usual = new(StringComparer.Ordinal)
    {
        ["dev/null"] = (1, 3),
        ["dev/zero"] = (1, 5),
        ["dev/full"] = (1, 7),
        ["dev/random"] = (1, 8),
        ["dev/urandom"] = (1, 9),
        ["dev/tty"] = (5, 0),
        ["dev/console"] = (5, 1),
        ["dev/ptmx"] = (5, 2),
        ["dev/pts/ptmx"] = (5, 2),
    };

    public IEnumerable<Finding> Find(ImageView image)
    {
        foreach (var file in image.Root.All())
        {
            if (file.Type is not (FileType.CharacterDevice or FileType.BlockDevice) || file.Facts is not { } facts) continue;
            var (path, isBlock, device) = (file.Path, file.Type == FileType.BlockDevice, facts.Device);
            if (!isBlock && Usual.TryGetValue(path, out var usual) && usual == device) continue;
            yield return new Finding
            {
                Kind = FindingKinds.DeviceFile,
                Path = "/" + path,
                Layer = file.Layer,
                Severity = isBlock ? Severity.High : Severity.Medium,
                Reason = !isBlock && device == (0, 0)
                    ? "a character device 0:0 is what overlay file systems use to hide a file, but nothing that images know"
                    : $"{(isBlock ? "block" : "character")} device {device.Major}:{device.Minor}: a container that may use devices reaches the machine through it",
            };
        }
    }
}
