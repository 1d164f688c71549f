using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Plimsoll.Inspection.Ecosystems.Rpm;

/// <summary>
/// What vouches for a header: the part of it that was in the package, its immutable region (rpm.org, docs/manual/hregions.md), its digests and its
/// signature. The region itself is not kept: the digest that the signature signs takes its place.
/// </summary>
internal static class RpmSignature
{
    private const int EntrySize = 16;

    /// <summary>What stands in front of a header in a package file, and is signed with it.</summary>
    private static ReadOnlySpan<byte> Magic => [0x8e, 0xad, 0xe8, 0x01, 0, 0, 0, 0];

    /// <summary>The signature of a header, as properties of its package.</summary>
    /// <param name="header">The header.</param>
    /// <param name="problem">Told when the header is not what its own digest says.</param>
    public static SortedList<string, string> Read(RpmHeader header, Action<string> problem)
    {
        var properties = new SortedList<string, string>(StringComparer.Ordinal);
        try
        {
            if (Region(header) is not ( > 0 and var entries, var bytes)) return properties;
            Verify(header, entries, bytes, problem);
            var packet = Packet(header);
            if (packet.IsEmpty) return properties;
            properties["signature"] = Convert.ToBase64String(packet);
            var signature = new OpenPgpSignature(packet);
            using var hash = IncrementalHash.CreateHash(signature.Hash);
            hash.AppendData(signature.Salt);
            Append(hash, header, entries, bytes);
            signature.AddTrailer(hash);
            properties["signedDigest"] = $"{signature.Hash.Name!.ToLowerInvariant()}:{Convert.ToHexStringLower(hash.GetHashAndReset())}";
            if (signature.KeyId is { } key) properties["signatureKey"] = key;
        }
        catch (InvalidDataException)
        {
            // A signature that cannot be read is one that nobody can verify; the package is there all the same.
        }
        return properties;
    }

    /// <summary>The entries and data bytes of the region: its first entry leads to a trailer at the end of its data, which leads back.</summary>
    private static (int Entries, int Bytes) Region(RpmHeader header)
    {
        var first = header.Index[..EntrySize];
        if (BinaryPrimitives.ReadUInt32BigEndian(first) != (uint)RpmTag.HeaderImmutable) return (0, 0);
        var offset = BinaryPrimitives.ReadUInt32BigEndian(first[8..]);
        if (offset > header.Data.Length - EntrySize) return (0, 0);
        var back = -(long)BinaryPrimitives.ReadInt32BigEndian(header.Data.Slice((int)offset + 8, 4));
        return back <= 0 || back % EntrySize != 0 || back > header.Index.Length ? (0, 0) : ((int)back / EntrySize, (int)offset + EntrySize);
    }

    /// <summary>A header that was changed after its package was built is not that of the package.</summary>
    private static void Verify(RpmHeader header, int entries, int bytes, Action<string> problem)
    {
        var (listed, algorithm) = (header.Text(RpmTag.Sha256Header), HashAlgorithmName.SHA256);
        if (listed is null) (listed, algorithm) = (header.Text(RpmTag.Sha1Header), HashAlgorithmName.SHA1);
        if (listed is null) return;
        using var hash = IncrementalHash.CreateHash(algorithm);
        Append(hash, header, entries, bytes);
        if (!Convert.ToHexString(hash.GetHashAndReset()).Equals(listed, StringComparison.OrdinalIgnoreCase))
            problem($"the header of {header.Text(RpmTag.Name)} is not what its {algorithm.Name} says");
    }

    private static ReadOnlySpan<byte> Packet(RpmHeader header)
    {
        if (header.Bytes(RpmTag.RsaHeader) is { IsEmpty: false } rsa) return rsa;
        if (header.Bytes(RpmTag.DsaHeader) is { IsEmpty: false } other) return other;
        // rpm 6 has any number of signatures, in base64.
        try
        {
            return header.Text(RpmTag.OpenPgp) is { } text ? Convert.FromBase64String(text) : [];
        }
        catch (FormatException)
        {
            return [];
        }
    }

    private static void Append(IncrementalHash hash, RpmHeader header, int entries, int bytes)
    {
        Span<byte> intro = stackalloc byte[8];
        BinaryPrimitives.WriteInt32BigEndian(intro, entries);
        BinaryPrimitives.WriteInt32BigEndian(intro[4..], bytes);
        hash.AppendData(Magic);
        hash.AppendData(intro);
        hash.AppendData(header.Index[..(entries * EntrySize)]);
        hash.AppendData(header.Data[..bytes]);
    }
}
