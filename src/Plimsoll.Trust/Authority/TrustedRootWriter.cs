using System.Text.Json.Nodes;
using Plimsoll.Trust.Signing;

namespace Plimsoll.Trust.Authority;

/// <summary>Writes the documents that tell Sigstore's clients whom to believe and where to sign.</summary>
public static class TrustedRootWriter
{
    /// <summary>A <c>trusted_root.json</c> of version 0.1, which every client reads.</summary>
    public static JsonObject TrustedRoot(TrustMaterial material) => new()
    {
        ["mediaType"] = "application/vnd.dev.sigstore.trustedroot+json;version=0.1",
        ["tlogs"] = Array(material.Logs, Log),
        ["certificateAuthorities"] = Array(material.Authorities, Authority),
        ["ctlogs"] = Array(material.CertificateLogs, Log),
        ["timestampAuthorities"] = Array(material.TimestampAuthorities, Authority),
    };

    /// <summary>A <c>signing_config.v0.2.json</c>.</summary>
    /// <param name="services">Address of the certificate authority, of the OpenID issuer, of the log and of the time stamp authority.</param>
    /// <param name="start">When they begin to count.</param>
    public static JsonObject SigningConfig((string Authority, string Issuer, string Log, string Timestamps) services, DateTimeOffset start) => new()
    {
        ["mediaType"] = "application/vnd.dev.sigstore.signingconfig.v0.2+json",
        ["caUrls"] = new JsonArray(Service(services.Authority, 1, start)),
        ["oidcUrls"] = new JsonArray(Service(services.Issuer, 1, start)),
        ["rekorTlogUrls"] = new JsonArray(Service(services.Log, 2, start)),
        ["rekorTlogConfig"] = new JsonObject { ["selector"] = "ANY" },
        ["tsaUrls"] = new JsonArray(Service(services.Timestamps, 1, start)),
        ["tsaConfig"] = new JsonObject { ["selector"] = "ANY" },
    };

    /// <summary>Both in one, as cosign's <c>--trust-config</c> and libraries take it.</summary>
    public static JsonObject ClientTrustConfig(JsonObject trustedRoot, JsonObject signingConfig) => new()
    {
        ["mediaType"] = "application/vnd.dev.sigstore.clienttrustconfig.v0.1+json",
        ["trustedRoot"] = trustedRoot.DeepClone(),
        ["signingConfig"] = signingConfig.DeepClone(),
    };

    private static JsonObject Log(TrustedLog log) => new()
    {
        ["baseUrl"] = log.Url,
        ["hashAlgorithm"] = "SHA2_256",
        ["publicKey"] = new JsonObject
        {
            ["rawBytes"] = Convert.ToBase64String(log.Key.Spki.Span),
            ["keyDetails"] = KeyDetails.Of(log.Key),
            ["validFor"] = Range(log.ValidFor),
        },
        ["logId"] = new JsonObject { ["keyId"] = Convert.ToBase64String(log.Key.Fingerprint.Span) },
    };

    private static JsonObject Authority(TrustedAuthority authority) => new()
    {
        ["subject"] = new JsonObject { ["organization"] = authority.Organization, ["commonName"] = "plimsoll" },
        ["uri"] = authority.Url,
        ["certChain"] = new JsonObject { ["certificates"] = Array(authority.Chain, raw => new JsonObject { ["rawBytes"] = Convert.ToBase64String(raw) }) },
        ["validFor"] = Range(authority.ValidFor),
    };

    private static JsonObject Service(string url, int version, DateTimeOffset start) => new()
    {
        ["url"] = url,
        ["majorApiVersion"] = version,
        ["validFor"] = Range(new TimeRange(start, null)),
        ["operator"] = "plimsoll",
    };

    private static JsonObject Range(TimeRange range)
    {
        var json = new JsonObject { ["start"] = Time(range.Start) };
        if (range.End is { } end) json["end"] = Time(end);
        return json;
    }

    internal static string Time(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", System.Globalization.CultureInfo.InvariantCulture);

    private static JsonArray Array<T>(IReadOnlyList<T> items, Func<T, JsonNode> write) => new([.. items.Select(write)]);
}
