namespace Plimsoll.Server.Trust.Keys;

/// <summary>What a key of the trust services signs. The names are stored.</summary>
internal static class TrustRole
{
    /// <summary>Certificates.</summary>
    public const string Authority = "authority";

    /// <summary>Promises that certificates are known (SCT).</summary>
    public const string CertificateLog = "certificate-log";

    /// <summary>Checkpoints of the transparency log.</summary>
    public const string Log = "log";

    /// <summary>Time stamps.</summary>
    public const string Timestamps = "timestamps";

    /// <summary>Identity tokens.</summary>
    public const string Tokens = "tokens";

    /// <summary>The root of the TUF repository.</summary>
    public const string Root = "root";

    /// <summary>The rest of the TUF repository.</summary>
    public const string Metadata = "metadata";

    /// <summary>Signatures of the older kinds, by which a registry vouches for images: cosign's tag and the Notary Project's.</summary>
    public const string Signatures = "signatures";

    /// <summary>All of them; the key of the tokens is made when the first one is asked for.</summary>
    public static IReadOnlyList<string> All { get; } = [Authority, CertificateLog, Log, Timestamps, Root, Metadata, Signatures, Tokens];
}
