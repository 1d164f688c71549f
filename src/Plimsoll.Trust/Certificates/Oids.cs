namespace Plimsoll.Trust.Certificates;

/// <summary>Object identifiers of certificates.</summary>
internal static class Oids
{
    public const string SubjectKeyId = "2.5.29.14";
    public const string KeyUsage = "2.5.29.15";
    public const string SubjectAlternativeName = "2.5.29.17";
    public const string BasicConstraints = "2.5.29.19";
    public const string ExtendedKeyUsage = "2.5.29.37";
    public const string SignedCertificateTimestamps = "1.3.6.1.4.1.11129.2.4.2";

    public const string CodeSigning = "1.3.6.1.5.5.7.3.3";
    public const string TimeStamping = "1.3.6.1.5.5.7.3.8";
    public const string AnyPurpose = "2.5.29.37.0";

    public const string FulcioIssuer = "1.3.6.1.4.1.57264.1.1";
    public const string FulcioOtherName = "1.3.6.1.4.1.57264.1.7";
    public const string FulcioIssuerV2 = "1.3.6.1.4.1.57264.1.8";
}
