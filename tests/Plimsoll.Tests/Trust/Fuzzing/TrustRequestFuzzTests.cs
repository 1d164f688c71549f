using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Plimsoll.Server.Trust.Certificates;
using Plimsoll.Server.Trust.Identities;
using Plimsoll.Server.Trust.Log;
using Plimsoll.Tests.Fuzzing;
using Plimsoll.Trust;
using Plimsoll.Trust.Authority;
using Plimsoll.Trust.Cryptography;
using Plimsoll.Trust.Logs;
using Plimsoll.Trust.Signing;

namespace Plimsoll.Tests.Trust.Fuzzing;

/// <summary>What clients send to the trust services, damaged: refused in the one way that callers expect, and no damaged signature is taken.</summary>
public sealed class TrustRequestFuzzTests
{
    [Fact]
    public void Requests_to_the_log()
    {
        using var key = PrivateKey.Generate();
        var digest = SHA256.HashData("x"u8);
        var proposal = new LogProposal(HashKind.Sha256, digest, key.SignHash(digest), key.PublicKey.Spki.ToArray(), false);
        Fuzz.Run([proposal.WriteRequest()], damaged => Refused(() =>
        {
            var read = LogProposal.Read(damaged);
            var checkedKey = PublicKey.Read(read.Verifier);
            if (!checkedKey.VerifiesHash(read.Digest, read.Signature, checkedKey.Scheme(read.Hash))) throw new InvalidDataException("a signature that is wrong was taken");
        }), usual: 300);
        Fuzz.Run([proposal.WriteBody()], damaged => EntrySummary.Read(damaged), usual: 300);
    }

    [Fact]
    public void Requests_for_time_stamps()
    {
        using var key = PrivateKey.Generate();
        var chain = AuthorityCertificate.OfTimestamps(key, "registry.example.org", TrustClock.Then);
        var issuer = new TimestampIssuer(chain, key);
        Fuzz.Run([(TimestampRequest.Of(SHA256.HashData("x"u8)) with { Nonce = [2, 1, 5] }).Write()], damaged => Refused(() => issuer.Stamp(TimestampRequest.Read(damaged), TrustClock.Then)), usual: 300);
        Fuzz.Run([Encoding.UTF8.GetBytes($$"""{"artifactHash":"{{Convert.ToBase64String(SHA256.HashData("x"u8))}}","hashAlgorithm":"sha256","nonce":17,"certificates":true}""")],
            damaged => Refused(() => issuer.Stamp(TimestampRequest.ReadJson(damaged), TrustClock.Then)), usual: 300);
    }

    [Fact]
    public void Requests_for_certificates()
    {
        using var key = PrivateKey.Generate();
        using var other = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var pem = JsonSerializer.Serialize(PemEncoding.WriteString("PUBLIC KEY", key.PublicKey.Spki.Span));
        var request = Convert.ToBase64String(Encoding.ASCII.GetBytes(new System.Security.Cryptography.X509Certificates.CertificateRequest("CN=a", other, HashAlgorithmName.SHA256).CreateSigningRequestPem()));
        byte[][] seeds =
        [
            Encoding.UTF8.GetBytes($$$"""{"credentials":{"oidcIdentityToken":"a.b.c"},"publicKeyRequest":{"publicKey":{"algorithm":"ECDSA","content":{{{pem}}}},"proofOfPossession":"{{{Convert.ToBase64String(key.Sign("sub"u8))}}}"}}"""),
            Encoding.UTF8.GetBytes($$"""{"certificateSigningRequest":"{{request}}"}"""),
        ];
        Fuzz.Run(seeds, damaged => Refused(() => SigningCertificateRequest.Read(damaged).RequireProof("sub")), usual: 300);
    }

    [Fact]
    public void Tokens_keys_and_paths()
    {
        using var key = PrivateKey.GenerateRsa();
        var token = JsonWebToken.Sign("""{"iss":"https://a.example.org","sub":"x","aud":["sigstore"],"exp":2000000000}"""u8, "one", key);
        Fuzz.Run([Encoding.ASCII.GetBytes(token)], damaged =>
        {
            var text = Encoding.UTF8.GetString(damaged);
            if (JsonWebToken.Read(text) is not { } read) return;
            _ = (read.Text("iss"), read.Time("exp"), read.IsFor("sigstore"), ClaimReading.Read(read, "https://a.example.org"));
            if (read.IsSignedBy(key.PublicKey) && text != token) throw new InvalidDataException("a damaged token was taken");
        }, usual: 300);
        using var rsa = RSA.Create(2048);
        var numbers = rsa.ExportParameters(false);
        Fuzz.Run([Encoding.UTF8.GetBytes($$"""{"keys":[{"kty":"RSA","kid":"one","n":"{{Base64Url.EncodeToString(numbers.Modulus)}}","e":"AQAB"}]}""")], damaged =>
        {
            try
            {
                JsonWebKeys.Read(damaged);
            }
            catch (JsonException)
            {
                // The word for what is no list of keys.
            }
        }, usual: 300);
        Fuzz.Run(["0/x001/x234/067.p/8"u8.ToArray(), "entries/x001/067"u8.ToArray()], damaged => TileName.Parse(Encoding.UTF8.GetString(damaged)), usual: 300);
    }

    private static void Refused(Action read)
    {
        try
        {
            read();
        }
        catch (RefusedException)
        {
            // The word for what cannot be used.
        }
    }
}
