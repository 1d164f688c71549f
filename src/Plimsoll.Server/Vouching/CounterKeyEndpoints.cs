using System.Security.Cryptography;
using System.Text;
using Plimsoll.Server.Trust;
using Plimsoll.Server.Trust.Keys;

namespace Plimsoll.Server.Vouching;

/// <summary>What signatures of the older kinds are checked with: a public key for cosign, a certificate for the trust stores of the Notary Project. Keys of the past stay.</summary>
internal sealed class CounterKeyEndpoints(TrustKeys keys)
{
    public void Map(IEndpointRouteBuilder trust)
    {
        trust.MapGet("/signatures.pub", http => WriteAsync(http, "application/x-pem-file", key => PemEncoding.WriteString("PUBLIC KEY", key.Public.Spki.Span)));
        trust.MapGet("/signatures.crt", http => WriteAsync(http, "application/pem-certificate-chain", key => PemEncoding.WriteString("CERTIFICATE", key.Chain[0])));
    }

    private async Task WriteAsync(HttpContext http, string type, Func<TrustKey, string> write)
    {
        // The one in use comes first: who reads only one reads that.
        var all = (await keys.GetAsync(http.RequestAborted)).Of(TrustRole.Signatures).OrderByDescending(key => key.IsInUse);
        await TrustRequest.WriteAsync(http, type, Encoding.ASCII.GetBytes(string.Concat(all.Select(key => write(key) + "\n"))));
    }
}
