namespace Plimsoll.Trust.Certificates;

/// <summary>An extension of a certificate as it stands there.</summary>
internal sealed record CertificateExtension(string Oid, bool Critical, ReadOnlyMemory<byte> Value);
