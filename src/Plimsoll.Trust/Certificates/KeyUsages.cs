namespace Plimsoll.Trust.Certificates;

/// <summary>The bits of the extension key usage (RFC 5280, 4.2.1.3) in the order of its first byte.</summary>
[Flags]
internal enum KeyUsages
{
    None = 0,
    CrlSign = 0x02,
    CertSign = 0x04,
    NonRepudiation = 0x40,
    DigitalSignature = 0x80,
}
