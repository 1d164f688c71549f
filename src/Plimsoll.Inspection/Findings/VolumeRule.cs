using Plimsoll.Core.Facts;
using Plimsoll.Inspection.Images;

namespace Plimsoll.Inspection.Findings;

/// <summary>Volumes over directories of the system: what lies there in the image is hidden or copied, and what changes there outlives the container.</summary>
internal sealed class VolumeRule : IFindingRule
{
    private static readonly string[] System = ["/bin", "/boot", "/dev", "/etc", "/lib", "/lib64", "/proc", "/root", "/run", "/sbin", "/sys", "/usr", "/var/run"];

    /// <summary>Sockets through which a container rules the machine.</summary>
    private static readonly string[] Sockets = ["docker.sock", "containerd.sock", "crio.sock", "podman.sock"];

    public IEnumerable<Finding> Find(ImageView image)
    {
        foreach (var volume in image.Configuration?.Config.Volumes ?? [])
        {
            var path = "/" + volume.Trim('/');
            var isSocket = Array.Exists(Sockets, socket => path.EndsWith("/" + socket, StringComparison.Ordinal));
            if (!isSocket && path != "/" && !Array.Exists(System, directory => path == directory)) continue;
            yield return new Finding
            {
                Kind = FindingKinds.ConfigSensitiveVolume,
                Path = "config.volumes." + volume,
                Severity = isSocket || path == "/" ? Severity.High : Severity.Medium,
                Reason = isSocket ? "the volume asks for a socket through which containers are started with any rights" : $"the volume lies over {path}, a directory of the system",
            };
        }
    }
}
