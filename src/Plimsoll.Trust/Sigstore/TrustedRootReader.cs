using Plimsoll.Trust.Certificates;
using Plimsoll.Trust.Cryptography;
using Plimsoll.Trust.Json;
using Plimsoll.Trust.Logs;

namespace Plimsoll.Trust.Sigstore;

/// <summary>Reads trusted roots. A log or an authority without a begin of its validity is refused: a bound that is missing is not one that holds for ever.</summary>
internal static class TrustedRootReader
{
    private const int MaxInstances = 100;
    private const int MaxChain = 10;

    public static TrustedRoot Read(ReadOnlyMemory<byte> json) => StrictJson.Read(json, "the trusted root", root =>
    {
        root.Only("mediaType", "tlogs", "certificateAuthorities", "ctlogs", "timestampAuthorities");
        var mediaType = root.Text("mediaType");
        if (mediaType is not ("application/vnd.dev.sigstore.trustedroot+json;version=0.1" or "application/vnd.dev.sigstore.trustedroot+json;version=0.2"
            or "application/vnd.dev.sigstore.trustedroot.v0.1+json" or "application/vnd.dev.sigstore.trustedroot.v0.2+json"))
            throw new RefusedException($"the trusted root is of the unknown type '{JsonObject.Shown(mediaType)}'");
        return new TrustedRoot
        {
            Logs = [.. root.Objects("tlogs", MaxInstances).Select(Log)],
            CertificateLogs = [.. root.Objects("ctlogs", MaxInstances).Select(Log)],
            Authorities = [.. root.Objects("certificateAuthorities", MaxInstances).Select(Authority)],
            TimestampAuthorities = [.. root.Objects("timestampAuthorities", MaxInstances).Select(Authority)],
        };
    });

    private static TransparencyLog Log(JsonObject log)
    {
        log.Only("baseUrl", "hashAlgorithm", "publicKey", "logId", "checkpointKeyId", "operator");
        if (log.Text("hashAlgorithm") != "SHA2_256") throw new RefusedException("a log with another hash than SHA-256 is not accepted");
        var key = log.Object("publicKey").Only("rawBytes", "keyDetails", "validFor");
        return new TransparencyLog
        {
            Id = log.Object("logId").Bytes("keyId"),
            Key = Key(key.Bytes("rawBytes"), key.OptionalText("keyDetails") ?? ""),
            ValidFor = Range(key.OptionalObject("validFor") ?? throw key.Missing("validFor")),
            Host = Uri.TryCreate(log.OptionalText("baseUrl"), UriKind.Absolute, out var address) ? address.Host : null,
        };
    }

    /// <summary>A key of a kind that is not known yet must not take the other logs away.</summary>
    private static PublicKey? Key(byte[] bytes, string details)
    {
        if (details.StartsWith("PKCS1_RSA", StringComparison.Ordinal)) return PublicKey.ReadPkcs1(bytes);
        return details is "" || details.StartsWith("PKIX_", StringComparison.Ordinal) ? PublicKey.Read(bytes) : null;
    }

    private static CertificateAuthority Authority(JsonObject authority)
    {
        authority.Only("subject", "uri", "certChain", "validFor", "operator");
        var chain = authority.Object("certChain").Only("certificates").Objects("certificates", MaxChain);
        if (chain.Count == 0) throw new RefusedException("an authority of the trusted root has no certificates");
        return new CertificateAuthority([.. chain.Select(certificate => Certificate.Read(certificate.Bytes("rawBytes")))], Range(authority.OptionalObject("validFor") ?? throw authority.Missing("validFor")));
    }

    private static TimeRange Range(JsonObject range)
    {
        range.Only("start", "end");
        return new TimeRange(range.Time("start") ?? throw range.Missing("start"), range.Time("end"));
    }
}
