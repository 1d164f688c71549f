using System.Buffers;
using System.Buffers.Text;
using Plimsoll.Core.Facts;

namespace Plimsoll.Inspection.Ecosystems.Apk;

/// <summary>A file or directory of a package while its lines are read.</summary>
/// <param name="Name">Its name in its directory.</param>
/// <param name="IsDirectory">Whether it is the directory itself.</param>
internal sealed record ApkFile(string Name, bool IsDirectory)
{
    private readonly byte[] _digest = new byte[32];
    private int _length;

    /// <summary>Permission bits; null where they are the usual ones.</summary>
    public int? Mode { get; set; }

    /// <summary>Hash function of the digest.</summary>
    public FileDigestKind Kind { get; private set; }

    /// <summary>The digest; empty without one.</summary>
    public ReadOnlySpan<byte> Digest => _digest.AsSpan(0, _length);

    /// <summary>Reads <c>user:group:mode</c>, behind which the digest of extended attributes may stand; null when it is something else.</summary>
    public static int? ModeOf(ReadOnlySpan<byte> value)
    {
        var mode = value;
        for (var i = 0; i < 2; i++)
        {
            var colon = mode.IndexOf((byte)':');
            if (colon < 0) return null;
            mode = mode[(colon + 1)..];
        }
        if (mode.IndexOf((byte)':') is var end and >= 0) mode = mode[..end];
        var bits = 0;
        foreach (var digit in mode)
        {
            if (digit is < (byte)'0' or > (byte)'7' || bits > 0xfff) return null;
            bits = (bits << 3) | (digit - '0');
        }
        return mode.IsEmpty ? null : bits & 0xfff;
    }

    /// <summary>Reads a checksum (apk_blob_pull_digest): Q for base64 or X for hexadecimal, 1 for SHA-1 or 2 for SHA-256. False when it is none of these.</summary>
    public bool TryDigest(ReadOnlySpan<byte> value)
    {
        if (value.Length < 2 || value[1] is not ((byte)'1' or (byte)'2')) return false;
        var length = value[1] == '1' ? 20 : 32;
        var isRead = value[0] switch
        {
            (byte)'Q' => Base64.DecodeFromUtf8(value[2..], _digest, out _, out _length) == OperationStatus.Done,
            (byte)'X' => Convert.FromHexString(value[2..], _digest, out _, out _length) == OperationStatus.Done,
            _ => false,
        };
        if (!isRead || _length != length) _length = 0;
        Kind = value[1] == '1' ? FileDigestKind.Sha1 : FileDigestKind.Sha256;
        return _length > 0;
    }
}
