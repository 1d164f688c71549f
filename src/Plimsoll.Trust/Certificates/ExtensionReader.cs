using System.Formats.Asn1;

namespace Plimsoll.Trust.Certificates;

/// <summary>The values of the extensions that decide what a certificate may be used for.</summary>
internal static class ExtensionReader
{
    public static (bool Authority, int? Length) BasicConstraints(ReadOnlyMemory<byte> value) => Read(value, reader =>
    {
        var sequence = reader.ReadSequence();
        var authority = sequence.HasData && sequence.PeekTag().HasSameClassAndValue(Asn1Tag.Boolean) && sequence.ReadBoolean();
        int? length = null;
        if (sequence.HasData) length = sequence.TryReadInt32(out var number) && number >= 0 ? number : throw new RefusedException("the path length of a certificate is no number");
        sequence.ThrowIfNotEmpty();
        return (authority, length);
    });

    public static KeyUsages KeyUsage(ReadOnlyMemory<byte> value) => Read(value, reader =>
    {
        var bits = reader.ReadBitString(out _);
        return bits.Length == 0 ? KeyUsages.None : (KeyUsages)bits[0] | (bits.Length > 1 && (bits[1] & 0x80) != 0 ? (KeyUsages)0x100 : KeyUsages.None);
    });

    public static IReadOnlyList<string> Purposes(ReadOnlyMemory<byte> value) => Read(value, reader =>
    {
        var purposes = new List<string>();
        for (var sequence = reader.ReadSequence(); sequence.HasData;) purposes.Add(sequence.ReadObjectIdentifier());
        return purposes;
    });

    /// <summary>A value with one reading, to its end.</summary>
    public static T Read<T>(ReadOnlyMemory<byte> value, Func<AsnReader, T> read)
    {
        try
        {
            var reader = new AsnReader(value, AsnEncodingRules.DER);
            var result = read(reader);
            reader.ThrowIfNotEmpty();
            return result;
        }
        catch (Exception e) when (e is AsnContentException or OverflowException)
        {
            throw new RefusedException("an extension of a certificate cannot be read", e);
        }
    }
}
