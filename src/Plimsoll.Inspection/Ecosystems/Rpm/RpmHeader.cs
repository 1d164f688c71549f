using System.Buffers.Binary;

namespace Plimsoll.Inspection.Ecosystems.Rpm;

/// <summary>
/// A header as rpm's databases keep it (rpm.org, docs/manual/format_header.md): the number of entries and of data bytes, entries of 16 bytes with
/// tag, type, offset and count, then the data; all big-endian. A view: it copies nothing.
/// </summary>
internal readonly ref struct RpmHeader
{
    /// <summary>Bytes of a header that is read. Those of the largest packages have a few MiB.</summary>
    public const int MaxBytes = 32 << 20;

    private const int IntroSize = 8;
    private const int EntrySize = 16;
    private const int MaxEntries = 65535;

    /// <summary>Takes a header apart.</summary>
    /// <exception cref="InvalidDataException">The bytes are none.</exception>
    public RpmHeader(ReadOnlySpan<byte> blob)
    {
        if (blob.Length < IntroSize) throw new InvalidDataException($"a header of {blob.Length} bytes is none");
        var (entries, bytes) = (BinaryPrimitives.ReadUInt32BigEndian(blob), BinaryPrimitives.ReadUInt32BigEndian(blob[4..]));
        if (entries is 0 or > MaxEntries || bytes > MaxBytes || IntroSize + (entries * EntrySize) + bytes > blob.Length)
            throw new InvalidDataException($"a header of {blob.Length} bytes cannot have {entries} entries and {bytes} bytes of data");
        Index = blob.Slice(IntroSize, (int)entries * EntrySize);
        Data = blob.Slice(IntroSize + Index.Length, (int)bytes);
    }

    /// <summary>The entries.</summary>
    public ReadOnlySpan<byte> Index { get; }

    /// <summary>What the entries are about.</summary>
    public ReadOnlySpan<byte> Data { get; }

    /// <summary>A text, or the first of several; null without one.</summary>
    /// <exception cref="InvalidDataException">The entry is damaged.</exception>
    public string? Text(RpmTag tag) => Texts(tag) is var texts && texts.TryRead(out var text) ? ForeignText.Decode(text) : null;

    /// <summary>All texts of a tag.</summary>
    /// <exception cref="InvalidDataException">The entry is damaged.</exception>
    public RpmTexts Texts(RpmTag tag)
    {
        if (!TryFind(tag, out var type, out var data, out var count)) return default;
        // One text, several, or one for each language, the first being English.
        if (type is not (6 or 8 or 9) || count > data.Length) throw Damaged(tag);
        return new RpmTexts(data, type == 6 ? 1 : count);
    }

    /// <summary>A number; null without one.</summary>
    /// <exception cref="InvalidDataException">The entry is damaged.</exception>
    public long? Number(RpmTag tag) => Numbers(tag) is { Count: > 0 } numbers ? numbers[0] : null;

    /// <summary>All numbers of a tag.</summary>
    /// <exception cref="InvalidDataException">The entry is damaged.</exception>
    public RpmNumbers Numbers(RpmTag tag)
    {
        if (!TryFind(tag, out var type, out var data, out var count)) return default;
        // 1 char, 2 to 5 integers of 8 to 64 bits.
        var width = type switch { 1 or 2 => 1, 3 => 2, 4 => 4, 5 => 8, _ => throw Damaged(tag) };
        if (count > data.Length / width) throw Damaged(tag);
        return new RpmNumbers(data[..(count * width)], width);
    }

    /// <summary>Bytes; empty without any.</summary>
    /// <exception cref="InvalidDataException">The entry is damaged.</exception>
    public ReadOnlySpan<byte> Bytes(RpmTag tag)
    {
        if (!TryFind(tag, out var type, out var data, out var count)) return [];
        return type == 7 && count <= data.Length ? data[..count] : throw Damaged(tag);
    }

    /// <summary>Finds an entry. What rpm adds when it installs a package stands behind what was in the package and overrules it.</summary>
    private bool TryFind(RpmTag tag, out uint type, out ReadOnlySpan<byte> data, out int count)
    {
        for (var at = Index.Length - EntrySize; at >= 0; at -= EntrySize)
        {
            var entry = Index.Slice(at, EntrySize);
            if (BinaryPrimitives.ReadUInt32BigEndian(entry) != (uint)tag) continue;
            type = BinaryPrimitives.ReadUInt32BigEndian(entry[4..]);
            var (offset, items) = (BinaryPrimitives.ReadUInt32BigEndian(entry[8..]), BinaryPrimitives.ReadUInt32BigEndian(entry[12..]));
            if (offset > Data.Length || items > MaxBytes) throw Damaged(tag);
            data = Data[(int)offset..];
            count = (int)items;
            return true;
        }
        type = 0;
        data = [];
        count = 0;
        return false;
    }

    private static InvalidDataException Damaged(RpmTag tag) => new($"the tag {tag} is damaged");
}
