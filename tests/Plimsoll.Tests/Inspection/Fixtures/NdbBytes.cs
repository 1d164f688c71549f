using System.Buffers.Binary;

namespace Plimsoll.Tests.Inspection.Fixtures;

/// <summary>Writes rpm's ndb form as lib/backend/ndb/rpmpkg.c has it; no tool of Debian does.</summary>
internal static class NdbBytes
{
    private const int PageSize = 4096;

    /// <summary>A database of headers. Those that were removed have no slot any more, their bytes are still there.</summary>
    public static byte[] Of(IReadOnlyList<byte[]> headers, Func<int, bool>? isRemoved = null)
    {
        var pages = ((headers.Count + 2) / (PageSize / 16)) + 1;
        var (slots, blobs) = (new MemoryStream(), new MemoryStream());
        slots.Write("RpmP"u8);
        foreach (var number in (uint[])[0, 7, (uint)pages, (uint)headers.Count + 1, 0, 0, 0]) Write(slots, number);
        for (var i = 0; i < headers.Count; i++)
        {
            var blocks = (headers[i].Length + 16 + 12 + 15) / 16;
            var (package, start) = ((uint)i + 1, ((pages * PageSize) + blobs.Length) / 16);
            slots.Write("Slot"u8);
            foreach (var number in isRemoved?.Invoke(i) == true ? (uint[])[0, 0, 0] : [package, (uint)start, (uint)blocks]) Write(slots, number);
            var blob = new MemoryStream();
            blob.Write("BlbS"u8);
            foreach (var number in (uint[])[package, 7, (uint)headers[i].Length]) Write(blob, number);
            blob.Write(headers[i]);
            blob.Write(new byte[(blocks * 16) - 12 - blob.Length]);
            Write(blob, Adler32(blob.ToArray()));
            Write(blob, (uint)headers[i].Length);
            blob.Write("BlbE"u8);
            blobs.Write(blob.ToArray());
        }
        while (slots.Length < pages * PageSize)
        {
            slots.Write("Slot"u8);
            slots.Write(new byte[12]);
        }
        return [.. slots.ToArray(), .. blobs.ToArray()];
    }

    private static void Write(Stream stream, uint number)
    {
        Span<byte> bytes = stackalloc byte[4];
        BinaryPrimitives.WriteUInt32LittleEndian(bytes, number);
        stream.Write(bytes);
    }

    private static uint Adler32(byte[] bytes)
    {
        var (a, b) = (1L, 0L);
        foreach (var octet in bytes) (a, b) = ((a + octet) % 65521, (b + a + octet) % 65521);
        return (uint)((b << 16) | a);
    }
}
