namespace Plimsoll.Trust.Certificates;

/// <summary>
/// Builds the way from a certificate to one that is trusted (RFC 5280, 6) at a time of the past. Nothing of the system has a say: no store of the machine, no
/// clock, no network.
/// </summary>
internal sealed class CertificatePath
{
    private const int MaxLength = 8;
    private const int MaxSignatures = 64;

    private static readonly string[] Understood = [Oids.KeyUsage, Oids.SubjectAlternativeName, Oids.BasicConstraints, Oids.ExtendedKeyUsage];

    private readonly IReadOnlyList<Certificate> _intermediates;
    private readonly IReadOnlyList<Certificate> _anchors;
    private readonly DateTimeOffset _time;
    private readonly string _purpose;
    private int _signatures;

    private CertificatePath(IReadOnlyList<Certificate> intermediates, IReadOnlyList<Certificate> anchors, DateTimeOffset time, string purpose)
    {
        _intermediates = intermediates;
        _anchors = anchors;
        _time = time;
        _purpose = purpose;
    }

    /// <summary>The certificates from the leaf to the trusted one; null when there is no such way.</summary>
    /// <param name="leaf">Where it starts.</param>
    /// <param name="intermediates">What may lie between; nothing about them is believed.</param>
    /// <param name="anchors">The trusted ones.</param>
    /// <param name="time">When all of them must be valid.</param>
    /// <param name="purpose">Object identifier of the extended key usage that all of them must allow.</param>
    public static IReadOnlyList<Certificate>? Find(Certificate leaf, IReadOnlyList<Certificate> intermediates, IReadOnlyList<Certificate> anchors, DateTimeOffset time, string purpose)
    {
        if (!leaf.IsValidAt(time) || leaf.IsAuthority == true) return null;
        if (leaf.Usages is { } usages && !usages.HasFlag(KeyUsages.DigitalSignature)) return null;
        if (leaf.Purposes is not { } purposes || !purposes.Contains(purpose) || HasUnknownCritical(leaf)) return null;
        return new CertificatePath(intermediates, anchors, time, purpose).Extend([leaf]);
    }

    private List<Certificate>? Extend(List<Certificate> path)
    {
        var last = path[^1];
        foreach (var anchor in _anchors)
        {
            if (Issued(anchor, last, path.Count - 1)) return [.. path, anchor];
        }
        if (path.Count >= MaxLength) return null;
        foreach (var next in _intermediates)
        {
            if (path.Any(next.Equals) || !Issued(next, last, path.Count - 1)) continue;
            if (Extend([.. path, next]) is { } found) return found;
        }
        return null;
    }

    /// <summary>Whether an authority may have issued a certificate below which <paramref name="below"/> other authorities stand, and did.</summary>
    private bool Issued(Certificate authority, Certificate certificate, int below)
    {
        if (!authority.Subject.Span.SequenceEqual(certificate.Issuer.Span) || !authority.IsValidAt(_time) || authority.IsAuthority != true) return false;
        if (authority.PathLength is { } length && below > length) return false;
        if (authority.Usages is { } usages && !usages.HasFlag(KeyUsages.CertSign)) return false;
        if (authority.Purposes is { } purposes && !purposes.Contains(_purpose) && !purposes.Contains(Oids.AnyPurpose)) return false;
        if (HasUnknownCritical(authority)) return false;
        if (++_signatures > MaxSignatures) throw new RefusedException("the certificates lead into a maze");
        return certificate.IsSignedBy(authority);
    }

    private static bool HasUnknownCritical(Certificate certificate) => certificate.Extensions.Any(extension => extension.Critical && !Understood.Contains(extension.Oid));
}
