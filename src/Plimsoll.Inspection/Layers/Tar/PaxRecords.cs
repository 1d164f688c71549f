using System.Globalization;

namespace Plimsoll.Inspection.Layers.Tar;

/// <summary>What a pax extended header says about the entry that follows (POSIX.1-2017, pax, "pax Extended Header"), as far as it is needed.</summary>
internal sealed class PaxRecords
{
    private string? _path;
    private string? _sparseName;

    public string? Path => _sparseName ?? _path;
    public string? Link { get; private set; }
    public long? Size { get; private set; }
    public long? RealSize { get; private set; }
    public int? UserId { get; private set; }
    public int? GroupId { get; private set; }
    public byte[]? Capability { get; private set; }
    public bool IsSparse { get; private set; }

    /// <summary>Reads records of the form <c>length key=value\n</c>.</summary>
    /// <exception cref="InvalidDataException">The header breaks that form.</exception>
    public static PaxRecords Parse(ReadOnlySpan<byte> bytes)
    {
        var records = new PaxRecords();
        while (!bytes.IsEmpty)
        {
            var space = bytes.IndexOf((byte)' ');
            if (space is < 1 or > 10 || !int.TryParse(bytes[..space], NumberStyles.None, CultureInfo.InvariantCulture, out var length)
                || length <= space + 1 || length > bytes.Length || bytes[length - 1] != '\n')
                throw new InvalidDataException("a pax header is malformed");
            var record = bytes[(space + 1)..(length - 1)];
            var equals = record.IndexOf((byte)'=');
            if (equals < 1) throw new InvalidDataException("a pax header is malformed");
            records.Apply(record[..equals], record[(equals + 1)..]);
            bytes = bytes[length..];
        }
        return records;
    }

    private void Apply(ReadOnlySpan<byte> key, ReadOnlySpan<byte> value)
    {
        if (key.SequenceEqual("path"u8)) _path = Text(value);
        else if (key.SequenceEqual("linkpath"u8)) Link = Text(value);
        else if (key.SequenceEqual("size"u8)) Size = Number(value);
        else if (key.SequenceEqual("uid"u8)) UserId = Small(value);
        else if (key.SequenceEqual("gid"u8)) GroupId = Small(value);
        else if (key.SequenceEqual("SCHILY.xattr.security.capability"u8) && value.Length <= 64) Capability = value.ToArray();
        else if (key.StartsWith("GNU.sparse."u8)) ApplySparse(key["GNU.sparse."u8.Length..], value);
    }

    /// <summary>GNU's three ways to store holes; the name in the header is a made-up one in the newest.</summary>
    private void ApplySparse(ReadOnlySpan<byte> key, ReadOnlySpan<byte> value)
    {
        IsSparse = true;
        if (key.SequenceEqual("name"u8)) _sparseName = Text(value);
        else if (key.SequenceEqual("realsize"u8) || key.SequenceEqual("size"u8)) RealSize = Number(value);
    }

    private static string? Text(ReadOnlySpan<byte> value) => value.IsEmpty ? null : ForeignText.Decode(value);

    private static int? Small(ReadOnlySpan<byte> value) => int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;

    private static long Number(ReadOnlySpan<byte> value) =>
        long.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : throw new InvalidDataException("a size in a pax header is not a number");
}
