using System.Buffers.Binary;
using Plimsoll.Inspection.Content;

namespace Plimsoll.Inspection.Ecosystems.Rpm;

/// <summary>
/// <c>Packages.db</c>, the form of SUSE (rpm, lib/backend/ndb/rpmpkg.c): pages of slots, each of which says where the header of a package lies. All
/// little-endian and in blocks of 16 bytes. A header that was removed stays in the file, so only the slots count.
/// </summary>
internal static class NdbDatabase
{
    private const int PageSize = 4096;
    private const int BlockSize = 16;
    private const int FileHeader = 32;
    private const int BlobHead = 16;
    private const int BlobTail = 12;

    /// <summary>The first bytes of every such database.</summary>
    public static ReadOnlySpan<byte> Magic => "RpmP"u8;

    /// <summary>Visits all headers.</summary>
    /// <exception cref="InvalidDataException">It is no such database.</exception>
    public static void Read(FileContent file, HeaderVisitor visit, Action<string> problem)
    {
        var page = new byte[PageSize];
        if (file.ReadAt(0, page) < FileHeader || !page.AsSpan().StartsWith(Magic)) throw new InvalidDataException("it is no database of rpm");
        var (version, pages) = (U32(page, 4), U32(page, 12));
        if (version != 0) throw new InvalidDataException($"its version is {version}, which is not known");
        if (pages == 0 || pages > file.Length / PageSize) throw new InvalidDataException($"it has {file.Length} bytes, which is less than {pages} pages of slots");
        // Blobs do not overlap: together they are no longer than the file.
        var left = file.Length;
        byte[] blob = [];
        for (var number = 0; number < pages; number++)
        {
            if (file.ReadAt((long)number * PageSize, page) < PageSize) throw new InvalidDataException("it ends in the slots");
            for (var at = number == 0 ? FileHeader : 0; at < PageSize; at += BlockSize)
            {
                var slot = page.AsSpan(at, BlockSize);
                if (!slot.StartsWith("Slot"u8)) throw new InvalidDataException($"what stands at {((long)number * PageSize) + at} is no slot");
                var (package, start, blocks) = (U32(slot, 4), (long)U32(slot, 8), (long)U32(slot, 12));
                if (start == 0) continue;
                left -= blocks * BlockSize;
                if (left < 0) throw new InvalidDataException("its slots are longer than the file");
                try
                {
                    if (!visit(package, Blob(file, package, start * BlockSize, blocks * BlockSize, ref blob, problem))) return;
                }
                catch (InvalidDataException e)
                {
                    problem(e.Message);
                }
            }
        }
    }

    private static ReadOnlySpan<byte> Blob(FileContent file, uint package, long start, long size, ref byte[] blob, Action<string> problem)
    {
        Span<byte> head = stackalloc byte[BlobHead];
        if (size < BlobHead + BlobTail || file.ReadAt(start, head) < BlobHead || !head.StartsWith("BlbS"u8) || U32(head, 4) != package)
            throw new InvalidDataException($"the header of package {package} is not where its slot says");
        var length = U32(head, 12);
        if (length > RpmHeader.MaxBytes) throw new InvalidDataException($"the header of package {package} has {length} bytes, more than {RpmHeader.MaxBytes}");
        if (length > size - BlobHead - BlobTail) throw new InvalidDataException($"the header of package {package} is longer than its slot");
        if (blob.Length < size) blob = new byte[Math.Min(size, file.Length)];
        if (file.ReadAt(start, blob.AsSpan(0, (int)size)) < size) throw new InvalidDataException($"the file ends in the header of package {package}");
        var whole = blob.AsSpan(0, (int)size);
        var tail = whole[^BlobTail..];
        if (!tail[8..].SequenceEqual("BlbE"u8) || U32(tail, 4) != length || U32(tail, 0) != Adler32(whole[..^BlobTail])) problem($"the checksum of package {package} is not right");
        return whole.Slice(BlobHead, (int)length);
    }

    private static uint U32(ReadOnlySpan<byte> bytes, int at) => BinaryPrimitives.ReadUInt32LittleEndian(bytes[at..]);

    /// <summary>RFC 1950 section 8.2.</summary>
    private static uint Adler32(ReadOnlySpan<byte> bytes)
    {
        var (a, b) = (1u, 0u);
        while (!bytes.IsEmpty)
        {
            // So many sums fit into 32 bits.
            var run = bytes[..Math.Min(5552, bytes.Length)];
            foreach (var octet in run)
            {
                a += octet;
                b += a;
            }
            (a, b) = (a % 65521, b % 65521);
            bytes = bytes[run.Length..];
        }
        return (b << 16) | a;
    }
}
