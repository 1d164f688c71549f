using Plimsoll.Trust.Cryptography;

namespace Plimsoll.Trust.Authority;

/// <summary>A log that clients shall believe, by its key.</summary>
/// <param name="Url">Its address; the host in it is its name.</param>
/// <param name="Key">Its key.</param>
/// <param name="ValidFor">When the key was in use.</param>
public sealed record TrustedLog(string Url, PublicKey Key, TimeRange ValidFor);

/// <summary>An authority that clients shall believe, by its certificates.</summary>
/// <param name="Url">Its address.</param>
/// <param name="Organization">Who runs it.</param>
/// <param name="Chain">Its certificates (DER), the trusted one last.</param>
/// <param name="ValidFor">When it was in use.</param>
public sealed record TrustedAuthority(string Url, string Organization, IReadOnlyList<byte[]> Chain, TimeRange ValidFor);

/// <summary>All that clients shall believe: what <see cref="TrustedRootWriter"/> writes down.</summary>
/// <param name="Logs">Transparency logs.</param>
/// <param name="Authorities">Certificate authorities.</param>
/// <param name="CertificateLogs">Logs of certificates.</param>
/// <param name="TimestampAuthorities">Time stamp authorities.</param>
public sealed record TrustMaterial(
    IReadOnlyList<TrustedLog> Logs, IReadOnlyList<TrustedAuthority> Authorities, IReadOnlyList<TrustedLog> CertificateLogs, IReadOnlyList<TrustedAuthority> TimestampAuthorities);
