using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;
using Plimsoll.Core.Errors;
using Plimsoll.Trust.Authority;

namespace Plimsoll.Server.Trust.Tuf;

/// <summary>The TUF repository over HTTP, and the same in one document (ClientTrustConfig).</summary>
internal sealed class TufEndpoints(TufRepository repository)
{
    public void Map(IEndpointRouteBuilder trust)
    {
        trust.MapGet("/tuf/{name}", DocumentAsync);
        trust.MapGet("/tuf/targets/{name}", TargetAsync);
    }

    /// <summary><c>/.well-known/plimsoll-trust.json</c>.</summary>
    public async Task ConfigAsync(HttpContext http)
    {
        var config = TrustedRootWriter.ClientTrustConfig(await repository.TrustedRootAsync(http.RequestAborted), await repository.SigningConfigAsync(http.RequestAborted));
        http.Response.Headers.CacheControl = "no-cache";
        await TrustRequest.WriteAsync(http, "application/json", JsonSerializer.SerializeToUtf8Bytes(config));
    }

    private async Task DocumentAsync(HttpContext http, string name)
    {
        var parts = name.Split('.');
        var (role, version) = parts switch
        {
            [var plain, "json"] when plain is "root" or "timestamp" => (plain, default(long?)),
            [var number, var numbered, "json"] when numbered is "root" or "snapshot" or "targets" && long.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var parsed) => (numbered, parsed),
            _ => (null, null),
        };
        await WriteAsync(http, role is null ? null : await repository.FindAsync(role, version, http.RequestAborted), version is not null);
    }

    /// <summary>Targets are asked for with their hash before their name (TUF 1.0, 6.2).</summary>
    private async Task TargetAsync(HttpContext http, string name)
    {
        var dot = name.IndexOf('.', StringComparison.Ordinal);
        var plain = dot > 0 ? name[(dot + 1)..] : "";
        var bytes = plain is TufRepository.TrustedRootName or TufRepository.SigningConfigName ? await repository.FindAsync(plain, null, http.RequestAborted) : null;
        await WriteAsync(http, bytes is not null && Convert.ToHexStringLower(SHA256.HashData(bytes)) == name[..dot] ? bytes : null, true);
    }

    private static async Task WriteAsync(HttpContext http, byte[]? content, bool isImmutable)
    {
        if (content is null) throw new OciException(TrustError.Unknown, "the repository has no such file");
        http.Response.Headers.CacheControl = isImmutable ? "public, max-age=86400, immutable" : "no-cache";
        await TrustRequest.WriteAsync(http, "application/json", content);
    }
}
