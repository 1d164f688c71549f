using Plimsoll.Trust.Certificates;
using Plimsoll.Trust.Cryptography;

namespace Plimsoll.Trust.Timestamps;

/// <summary>A signed time stamp (RFC 3161) taken apart; <see cref="TimestampReader"/> reads it, <see cref="Verify"/> checks it.</summary>
internal sealed class TimestampToken
{
    /// <summary>Hash of what was stamped.</summary>
    public required HashKind ImprintHash { get; init; }

    public required ReadOnlyMemory<byte> Imprint { get; init; }

    public required DateTimeOffset Time { get; init; }

    /// <summary>Hints; nothing about them is believed.</summary>
    public required IReadOnlyList<Certificate> Certificates { get; init; }

    public required CmsSigner Signer { get; init; }

    /// <summary>The bytes that the signer vouches for.</summary>
    public required ReadOnlyMemory<byte> Content { get; init; }

    /// <summary>Reads a token, or the whole answer of an authority.</summary>
    /// <exception cref="RefusedException">It is neither, or the authority refused.</exception>
    public static TimestampToken Read(ReadOnlyMemory<byte> bytes) => TimestampReader.Read(bytes);

    /// <summary>The path of the authority that made the token over these bytes.</summary>
    /// <param name="stamped">What must have been stamped.</param>
    /// <param name="known">Certificates of authorities that may have signed; when there are any, no other may.</param>
    /// <param name="intermediates">Certificates between them and the anchors.</param>
    /// <param name="anchors">The trusted certificates.</param>
    /// <exception cref="RefusedException">The token does not prove it.</exception>
    public IReadOnlyList<Certificate> Verify(ReadOnlySpan<byte> stamped, IReadOnlyList<Certificate> known, IReadOnlyList<Certificate> intermediates, IReadOnlyList<Certificate> anchors)
    {
        if (!ImprintHash.Hash(stamped).AsSpan().SequenceEqual(Imprint.Span)) throw new RefusedException("the time stamp is of something else");
        var authority = (known.Count > 0 ? known : Certificates).FirstOrDefault(Signer.IsNamed) ?? throw new RefusedException("the time stamp is of an authority that is not trusted", VerdictCause.UnknownAuthority);
        if (authority.Purposes is not [Oids.TimeStamping] || authority.Find(Oids.ExtendedKeyUsage) is not { Critical: true })
            throw new RefusedException("the time stamp is signed with a certificate that is not for time stamps alone");
        Signer.Verify(authority, Content);
        return CertificatePath.Find(authority, [.. intermediates, .. Certificates], anchors, Time, Oids.TimeStamping)
            ?? throw new RefusedException("the time stamp is of an authority that is not trusted, or was not at that time", VerdictCause.UnknownAuthority);
    }
}
