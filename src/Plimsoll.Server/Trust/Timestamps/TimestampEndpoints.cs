using Plimsoll.Server.Trust.Keys;
using Plimsoll.Trust.Authority;

namespace Plimsoll.Server.Trust.Timestamps;

/// <summary>The time stamp authority over HTTP (RFC 3161, 3.4), and in the JSON that sigstore-js sends.</summary>
internal sealed class TimestampEndpoints(TrustKeys keys, TimeProvider time)
{
    private const int MaxRequest = 64 * 1024;

    private volatile Issuer? _issuer;

    public void Map(IEndpointRouteBuilder trust)
    {
        trust.MapPost("/tsa", StampAsync);
        trust.MapPost("/tsa/api/v1/timestamp", StampAsync);
        trust.MapGet("/tsa/api/v1/timestamp/certchain", ChainAsync);
    }

    /// <summary>A time stamp of now.</summary>
    public async Task<byte[]> StampAsync(TimestampRequest request, CancellationToken cancellationToken)
    {
        var key = (await keys.GetAsync(cancellationToken)).InUse(TrustRole.Timestamps);
        if (_issuer is not { } issuer || issuer.Key != key.Record.Id) _issuer = issuer = new Issuer(key.Record.Id, new TimestampIssuer(key.Chain, key.Private!));
        return issuer.Stamps.Stamp(request, time.GetUtcNow());
    }

    private async Task StampAsync(HttpContext http)
    {
        var body = await TrustRequest.ReadBodyAsync(http, MaxRequest);
        var isJson = http.Request.ContentType?.StartsWith("application/json", StringComparison.OrdinalIgnoreCase) == true;
        var answer = await StampAsync(isJson ? TimestampRequest.ReadJson(body) : TimestampRequest.Read(body), http.RequestAborted);
        // 200: notation takes nothing else.
        await TrustRequest.WriteAsync(http, "application/timestamp-reply", answer);
    }

    private async Task ChainAsync(HttpContext http)
    {
        var chain = (await keys.GetAsync(http.RequestAborted)).InUse(TrustRole.Timestamps).Chain;
        var text = string.Concat(chain.Select(certificate => System.Security.Cryptography.PemEncoding.WriteString("CERTIFICATE", certificate) + "\n"));
        await TrustRequest.WriteAsync(http, "application/pem-certificate-chain", System.Text.Encoding.ASCII.GetBytes(text));
    }

    /// <summary>With its certificate taken apart once for as long as the key is in use.</summary>
    private sealed record Issuer(string Key, TimestampIssuer Stamps);
}
