using System.Buffers.Binary;

namespace Plimsoll.Inspection.Executables;

/// <summary>File capabilities: what a program may do without being root (capabilities(7); the attribute is <c>vfs_cap_data</c> of linux/capability.h).</summary>
internal static class Capabilities
{
    private static readonly string[] Names =
    [
        "chown", "dac_override", "dac_read_search", "fowner", "fsetid", "kill", "setgid", "setuid", "setpcap", "linux_immutable", "net_bind_service", "net_broadcast", "net_admin", "net_raw", "ipc_lock", "ipc_owner",
        "sys_module", "sys_rawio", "sys_chroot", "sys_ptrace", "sys_pacct", "sys_admin", "sys_boot", "sys_nice", "sys_resource", "sys_time", "sys_tty_config", "mknod", "lease", "audit_write", "audit_control",
        "setfcap", "mac_override", "mac_admin", "syslog", "wake_alarm", "block_suspend", "audit_read", "perfmon", "bpf", "checkpoint_restore",
    ];

    /// <summary>The capabilities of an attribute in order of their number, such as <c>cap_net_raw</c>; empty when it is none.</summary>
    public static IReadOnlyList<string> Of(ReadOnlySpan<byte> attribute)
    {
        if (attribute.Length < 12) return [];
        var version = BinaryPrimitives.ReadUInt32LittleEndian(attribute) >> 24;
        ulong bits = BinaryPrimitives.ReadUInt32LittleEndian(attribute[4..]) | BinaryPrimitives.ReadUInt32LittleEndian(attribute[8..]);
        if (version is 2 or 3 && attribute.Length >= 20) bits |= (ulong)(BinaryPrimitives.ReadUInt32LittleEndian(attribute[12..]) | BinaryPrimitives.ReadUInt32LittleEndian(attribute[16..])) << 32;
        return [.. Enumerable.Range(0, 64).Where(bit => (bits >> bit & 1) != 0).Select(bit => bit < Names.Length ? "cap_" + Names[bit] : $"cap_{bit}")];
    }
}
