using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Plimsoll.Inspection.Ecosystems.Rpm;

namespace Plimsoll.Tests.Inspection.Proof;

/// <summary>Appends to headers, as rpm does when it installs a package and as whoever can write the database can.</summary>
internal static class RpmDribble
{
    /// <summary>A header behind which stand digests of files in which that of one path is another one.</summary>
    public static byte[] WithDigests(byte[] blob, string path, byte[] content)
    {
        var header = new RpmHeader(blob);
        var digests = new List<string>();
        var texts = header.Texts(RpmTag.FileDigests);
        while (texts.TryRead(out var text)) digests.Add(Encoding.ASCII.GetString(text));
        var paths = new List<string>();
        RpmFiles.Visit(header, header.Numbers(RpmTag.FileStates), (found, _) =>
        {
            paths.Add(found);
            return true;
        });
        digests[paths.IndexOf(path)] = Convert.ToHexStringLower(SHA256.HashData(content));
        var data = Encoding.ASCII.GetBytes(string.Concat(digests.Select(digest => digest + "\0")));
        var entry = new byte[16];
        BinaryPrimitives.WriteUInt32BigEndian(entry, (uint)RpmTag.FileDigests);
        BinaryPrimitives.WriteUInt32BigEndian(entry.AsSpan(4), 8);
        BinaryPrimitives.WriteUInt32BigEndian(entry.AsSpan(8), (uint)header.Data.Length);
        BinaryPrimitives.WriteUInt32BigEndian(entry.AsSpan(12), (uint)digests.Count);
        var intro = new byte[8];
        BinaryPrimitives.WriteInt32BigEndian(intro, (header.Index.Length / 16) + 1);
        BinaryPrimitives.WriteInt32BigEndian(intro.AsSpan(4), header.Data.Length + data.Length);
        return [.. intro, .. header.Index, .. entry, .. header.Data, .. data];
    }
}
