using Plimsoll.Trust.Certificates;

namespace Plimsoll.Trust.Sigstore;

/// <summary>An authority for certificates or time stamps that is trusted for a stretch of time.</summary>
internal sealed record CertificateAuthority(IReadOnlyList<Certificate> Chain, TimeRange ValidFor)
{
    /// <summary>The last of the chain is what is trusted.</summary>
    public Certificate Anchor => Chain[^1];

    /// <summary>A time stamp authority may be listed with the very certificate that signs.</summary>
    public IReadOnlyList<Certificate> Leaves => Chain.Count > 1 && Chain[0].IsAuthority != true ? [Chain[0]] : [];

    public IReadOnlyList<Certificate> Intermediates => [.. Chain.Take(Chain.Count - 1).Skip(Leaves.Count)];
}
