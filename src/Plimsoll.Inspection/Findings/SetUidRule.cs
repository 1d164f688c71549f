using Plimsoll.Core.Facts;
using Plimsoll.Inspection.Executables;
using Plimsoll.Inspection.Images;
using Plimsoll.Inspection.Layers.Merging;

namespace Plimsoll.Inspection.Findings;

/// <summary>Programs that run with the rights of their owner or group, or with capabilities. Those that distributions ship so, and that nobody changed, are left out.</summary>
internal sealed class SetUidRule : IFindingRule
{
    private const int SetUid = 0x800;
    private const int SetGid = 0x400;

    /// <summary>What the packages of distributions install so.</summary>
    private static readonly HashSet<string> Known = new(StringComparer.Ordinal)
    {
        "su", "sudo", "sudoedit", "mount", "umount", "passwd", "chsh", "chfn", "gpasswd", "newgrp", "expiry", "chage", "unix_chkpwd", "pam_extrausers_chkpwd", "pkexec",
        "polkit-agent-helper-1", "dbus-daemon-launch-helper", "fusermount", "fusermount3", "ssh-keysign", "ssh-agent", "crontab", "at", "wall", "write", "bsd-write", "ping", "ping6",
        "newuidmap", "newgidmap", "mount.nfs", "mount.cifs", "ntfs-3g", "pppd", "exim4", "sendmail", "postdrop", "postqueue", "procmail", "lockfile", "dotlockfile", "mlocate", "plocate",
        "locate", "screen", "utempter", "chrome-sandbox", "Xorg.wrap", "bbsuid", "traceroute6.iputils", "arping", "staprun", "userhelper", "usernetctl", "pam_timestamp_check",
    };

    public IEnumerable<Finding> Find(ImageView image)
    {
        foreach (var file in image.Root.All())
        {
            if (file is not { Type: FileType.File, Facts: { } facts }) continue;
            var bits = facts.Mode & (SetUid | SetGid);
            // Without the right to execute, set-gid once meant mandatory locking and means nothing now.
            var isProgram = (bits & SetUid) != 0 || (bits != 0 && (facts.Mode & 0x8) != 0);
            if ((isProgram || !facts.Capability.IsEmpty) && Judge(image, file, facts, bits) is { } finding) yield return finding;
        }
    }

    private static Finding? Judge(ImageView image, MergedFile file, FileFacts facts, int bits)
    {
        var owner = image.Owners.OwnerOf(file) is { Package.IsOfSystem: true } claim ? claim : (OwnedClaim?)null;
        var isAdded = WasWithout(image, file, bits);
        if (owner is { } known && !isAdded && image.Owners.IntegrityOf(file) != Integrity.Modified)
        {
            if (bits == 0 || Known.Contains(file.Name) || (known.Mode is { } mode && (mode & bits) == bits)) return null;
        }
        var what = (bits & SetUid) != 0 ? $"it runs with the rights of user {facts.UserId}" : bits != 0 ? $"it runs with the rights of group {facts.GroupId}" : $"it has capabilities of its own ({string.Join(", ", Capabilities.Of(facts.Capability))})";
        return new Finding
        {
            Kind = FindingKinds.SetUid,
            Path = "/" + file.Path,
            Layer = file.Layer,
            Severity = owner is not null && !isAdded ? Severity.Low : (bits & SetUid) != 0 && facts.UserId == 0 ? Severity.High : Severity.Medium,
            Reason = what + (isAdded ? ", which it did not when it was installed" : owner is null ? ", and no package of the system owns it" : ", which is not usual for this package"),
            Owner = owner?.Package.Key,
        };
    }

    /// <summary>Whether the file stood in a lower layer without these bits.</summary>
    private static bool WasWithout(ImageView image, MergedFile file, int bits)
    {
        if (bits == 0) return false;
        var paths = image.Remember(EarlierModes.Of);
        return paths.LowestOf(file.Number) is { } mode && (mode & bits) != bits;
    }
}
