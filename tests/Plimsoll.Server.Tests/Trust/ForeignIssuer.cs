using System.Buffers.Text;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace Plimsoll.Server.Tests.Trust;

/// <summary>An OpenID issuer that is not Plimsoll: two documents and a key on P-256.</summary>
internal sealed class ForeignIssuer : IDisposable
{
    private readonly ECDsa _key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private readonly HttpListener _listener = new();

    public ForeignIssuer()
    {
        // A free port, as the system gives it; another program may take it meanwhile, then the next one is tried.
        for (var attempt = 0; ; attempt++)
        {
            using (var probe = new System.Net.Sockets.TcpListener(IPAddress.Loopback, 0))
            {
                probe.Start();
                Address = $"http://127.0.0.1:{((IPEndPoint)probe.LocalEndpoint).Port}";
            }
            _listener.Prefixes.Clear();
            _listener.Prefixes.Add(Address + "/");
            try
            {
                _listener.Start();
                break;
            }
            catch (HttpListenerException) when (attempt < 10)
            {
                // Taken.
            }
        }
        _ = Task.Run(ServeAsync);
    }

    public string Address { get; }

    /// <summary>A token with claims, to which those that are missing are added.</summary>
    public string Token(string claims)
    {
        var all = JsonNode.Parse(claims)!.AsObject();
        all.TryAdd("iss", Address);
        all.TryAdd("aud", "sigstore");
        all.TryAdd("exp", TimeProvider.System.GetUtcNow().AddMinutes(5).ToUnixTimeSeconds());
        var signed = $"{Text("""{"alg":"ES256","kid":"one"}""")}.{Text(all.ToJsonString())}";
        return $"{signed}.{Base64Url.EncodeToString(_key.SignData(Encoding.ASCII.GetBytes(signed), HashAlgorithmName.SHA256))}";
    }

    public void Dispose()
    {
        _listener.Close();
        _key.Dispose();
    }

    private async Task ServeAsync()
    {
        try
        {
            while (true)
            {
                var context = await _listener.GetContextAsync();
                var point = _key.ExportParameters(false).Q;
                var body = context.Request.Url!.AbsolutePath == "/keys"
                    ? $$"""{"keys":[{"kty":"OKP","kid":"none"},{"kty":"EC","crv":"P-256","kid":"one","use":"sig","x":"{{Base64Url.EncodeToString(point.X)}}","y":"{{Base64Url.EncodeToString(point.Y)}}"}]}"""
                    : $$"""{"issuer":"{{Address}}","jwks_uri":"{{Address}}/keys"}""";
                await context.Response.OutputStream.WriteAsync(Encoding.UTF8.GetBytes(body));
                context.Response.Close();
            }
        }
        catch (Exception e) when (e is HttpListenerException or ObjectDisposedException)
        {
            // The test is over.
        }
    }

    private static string Text(string text) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(text));
}
