using System.Formats.Asn1;
using Plimsoll.Trust.Cryptography;

namespace Plimsoll.Trust.Certificates;

/// <summary>A list of revoked certificates (RFC 5280, 5). One of a part only, or of changes only, is read and cannot answer.</summary>
internal sealed class RevocationList
{
    public const int MaxSize = 64 * 1024 * 1024;

    private static readonly Asn1Tag ExtensionsTag = new(TagClass.ContextSpecific, 0, true);

    private readonly HashSet<string> _serials;

    private RevocationList(HashSet<string> serials) => _serials = serials;

    public required ReadOnlyMemory<byte> Issuer { get; init; }

    public required DateTimeOffset ThisUpdate { get; init; }

    /// <summary>Null for a list that does not say until when it holds, which is none to rely on.</summary>
    public required DateTimeOffset? NextUpdate { get; init; }

    /// <summary>False when a critical extension narrows what the list says.</summary>
    public required bool IsComplete { get; init; }

    private ReadOnlyMemory<byte> Tbs { get; init; }

    private SignatureScheme Algorithm { get; init; }

    private ReadOnlyMemory<byte> Signature { get; init; }

    /// <summary>How many certificates it revokes.</summary>
    public int Count => _serials.Count;

    /// <summary>Reads a list in DER.</summary>
    /// <exception cref="RefusedException">It is none.</exception>
    public static RevocationList Read(ReadOnlyMemory<byte> bytes)
    {
        try
        {
            var outer = new AsnReader(bytes, AsnEncodingRules.DER);
            var list = outer.ReadSequence();
            outer.ThrowIfNotEmpty();
            var tbs = list.ReadEncodedValue();
            var algorithm = list.ReadEncodedValue();
            var signature = list.ReadBitString(out _);
            list.ThrowIfNotEmpty();
            return ReadBody(tbs, algorithm, signature);
        }
        catch (Exception e) when (e is AsnContentException or ArgumentException or OverflowException)
        {
            throw new RefusedException("a list of revoked certificates cannot be read", e);
        }
    }

    /// <summary>Whether a certificate is revoked; null when this list cannot tell.</summary>
    /// <param name="certificate">The certificate.</param>
    /// <param name="issuer">Who issued it, and must have signed the list.</param>
    /// <param name="now">When the list must hold.</param>
    public bool? Revokes(Certificate certificate, Certificate issuer, DateTimeOffset now)
    {
        if (!IsComplete || now < ThisUpdate || NextUpdate is not { } next || now > next || !Issuer.Span.SequenceEqual(certificate.Issuer.Span)) return null;
        if (issuer.Usages is { } usages && !usages.HasFlag(KeyUsages.CrlSign)) return null;
        return issuer.Key.Verifies(Tbs.Span, Signature.Span, Algorithm) ? _serials.Contains(Convert.ToHexString(certificate.SerialNumber.Span)) : null;
    }

    private static RevocationList ReadBody(ReadOnlyMemory<byte> bytes, ReadOnlyMemory<byte> algorithm, ReadOnlyMemory<byte> signature)
    {
        var tbs = new AsnReader(bytes, AsnEncodingRules.DER).ReadSequence();
        if (tbs.PeekTag().HasSameClassAndValue(Asn1Tag.Integer)) tbs.ReadIntegerBytes();
        if (!tbs.ReadEncodedValue().Span.SequenceEqual(algorithm.Span)) throw new RefusedException("a list of revoked certificates names two signature algorithms");
        var issuer = tbs.ReadEncodedValue();
        var thisUpdate = Time(tbs);
        DateTimeOffset? nextUpdate = tbs.HasData && IsTime(tbs.PeekTag()) ? Time(tbs) : null;
        var serials = new HashSet<string>(StringComparer.Ordinal);
        if (tbs.HasData && tbs.PeekTag().HasSameClassAndValue(Asn1Tag.Sequence))
        {
            for (var entries = tbs.ReadSequence(); entries.HasData;) serials.Add(Convert.ToHexString(entries.ReadSequence().ReadIntegerBytes().Span));
        }
        var complete = true;
        if (tbs.HasData)
        {
            for (var extensions = tbs.ReadSequence(ExtensionsTag).ReadSequence(); extensions.HasData;)
            {
                var extension = extensions.ReadSequence();
                extension.ReadObjectIdentifier();
                if (extension.PeekTag().HasSameClassAndValue(Asn1Tag.Boolean) && extension.ReadBoolean()) complete = false;
            }
        }
        return new RevocationList(serials) { Issuer = issuer, ThisUpdate = thisUpdate, NextUpdate = nextUpdate, IsComplete = complete, Tbs = bytes, Algorithm = AlgorithmIdentifier.Signature(algorithm), Signature = signature };
    }

    private static bool IsTime(Asn1Tag tag) => tag.HasSameClassAndValue(Asn1Tag.UtcTime) || tag.HasSameClassAndValue(Asn1Tag.GeneralizedTime);

    private static DateTimeOffset Time(AsnReader reader) => reader.PeekTag().HasSameClassAndValue(Asn1Tag.UtcTime) ? reader.ReadUtcTime() : reader.ReadGeneralizedTime();
}
