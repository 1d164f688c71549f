using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Plimsoll.Server.Auth.Tokens;

namespace Plimsoll.Tests.Server.Auth;

/// <summary>Against the examples of RFC 7515 and RFC 7519, and against tokens that somebody has bent.</summary>
public sealed class Es256Tests
{
    private const string Payload = "eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ";
    private const string Signature = "DtEhU3ljbEg8L38VWAfUAqOyKAM6-Xx-F4GawxaepmXFCgfTjDxw5djxLa8ISlSApmWQxfKTUJqPP3-Kg6NU1Q";
    private const string Header = "eyJhbGciOiJFUzI1NiJ9";

    /// <summary>The key of RFC 7515, A.3.1.</summary>
    private static readonly ECDsa RfcKey = ECDsa.Create(new ECParameters
    {
        Curve = ECCurve.NamedCurves.nistP256,
        Q = new ECPoint
        {
            X = Base64Url.DecodeFromChars("f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU"),
            Y = Base64Url.DecodeFromChars("x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0"),
        },
    });

    [Fact]
    public void Verifies_the_example_of_the_RFC()
    {
        Es256.TryVerify($"{Header}.{Payload}.{Signature}", _ => RfcKey, out var payload).ShouldBeTrue();

        Encoding.UTF8.GetString(payload).ShouldBe("{\"iss\":\"joe\",\r\n \"exp\":1300819380,\r\n \"http://example.com/is_root\":true}");
    }

    /// <summary>Examples with other algorithms; the key must never be asked for.</summary>
    [Theory]
    [InlineData("RFC 7519, 6.1: none", "eyJhbGciOiJub25lIn0." + Payload + ".")]
    [InlineData("none, with the signature of another", "eyJhbGciOiJub25lIn0." + Payload + "." + Signature)]
    [InlineData("RFC 7515, A.1: HS256", "eyJ0eXAiOiJKV1QiLA0KICJhbGciOiJIUzI1NiJ9." + Payload + ".dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk")]
    public void Refuses_other_algorithms(string what, string token)
    {
        Es256.TryVerify(token, _ => throw new InvalidOperationException(what), out _).ShouldBeFalse();
    }

    [Theory]
    [InlineData("""{"alg":"es256"}""")]
    [InlineData("""{"alg":"ES256K"}""")]
    [InlineData("""{"alg":"ES384"}""")]
    [InlineData("""{"alg":"HS256"}""")]
    [InlineData("""{"alg":"RS256"}""")]
    [InlineData("""{"alg":"PS256"}""")]
    [InlineData("""{"alg":"EdDSA"}""")]
    [InlineData("""{"alg":"None"}""")]
    [InlineData("""{"alg":null}""")]
    [InlineData("""{"alg":["ES256"]}""")]
    [InlineData("""{"alg":"ES256","alg":"none"}""")]
    [InlineData("""{"alg":"none","alg":"ES256"}""")]
    [InlineData("""{"typ":"JWT"}""")]
    [InlineData("""{"alg":"ES256","crit":["exp"]}""")]
    [InlineData("""{"alg":"ES256","b64":false}""")]
    [InlineData("""["ES256"]""")]
    [InlineData("\"ES256\"")]
    [InlineData("")]
    [InlineData("{")]
    public void Refuses_a_header_that_says_anything_else_even_when_the_signature_is_right(string header)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);

        Es256.TryVerify(Signed(header, "{}", key), _ => key, out _).ShouldBeFalse();
    }

    [Fact]
    public void Accepts_what_it_signed()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var token = Es256.Sign("hello"u8, "k-1", key);
        string? asked = null;

        Es256.TryVerify(token, id => { asked = id; return key; }, out var payload).ShouldBeTrue();
        asked.ShouldBe("k-1");
        payload.ShouldBe("hello"u8.ToArray());
    }

    [Fact]
    public void Refuses_every_change_of_a_character()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var token = Es256.Sign("{\"sub\":\"jane\"}"u8, "k", key);
        for (var i = 0; i < token.Length; i++)
        {
            var bent = token.ToCharArray();
            bent[i] = bent[i] == 'A' ? 'B' : 'A';

            Es256.TryVerify(new string(bent), id => id == "k" ? key : null, out _).ShouldBeFalse($"character {i}");
        }
    }

    public static TheoryData<string, Func<string, string>> Bent => new()
    {
        { "padding", t => t + "==" },
        { "a space", t => t + " " },
        { "a line break inside", t => t.Insert(5, "\n") },
        { "no signature", t => t[..(t.LastIndexOf('.') + 1)] },
        { "two parts", t => t[..t.LastIndexOf('.')] },
        { "four parts", t => t + ".AAAA" },
        { "half a signature", t => t[..^43] },
        { "a longer signature", t => t + "AAAA" },
        { "a zero signature", t => t[..(t.LastIndexOf('.') + 1)] + new string('A', 86) },
        { "another spelling of the last character", t => t[..^1] + (char)(t[^1] + 1) },
        { "the alphabet of plain base64", t => t.Replace('-', '+').Replace('_', '/') + (t.AsSpan().IndexOfAny('-', '_') < 0 ? "+" : "") },
        { "nothing", _ => "" },
        { "dots", _ => ".." },
        { "something long", t => t + new string('A', Es256.MaxLength) },
    };

    [Theory]
    [MemberData(nameof(Bent))]
    public void Refuses_a_bent_token(string what, Func<string, string> bend)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var token = Es256.Sign("{\"sub\":\"jane\"}"u8, "k", key);

        Es256.TryVerify(bend(token), _ => key, out _).ShouldBeFalse(what);
    }

    [Fact]
    public void Refuses_a_signature_in_DER()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var signed = $"{Header}.{Payload}";
        var der = key.SignData(Encoding.ASCII.GetBytes(signed), HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence);

        Es256.TryVerify($"{signed}.{Base64Url.EncodeToString(der)}", _ => key, out _).ShouldBeFalse();
    }

    [Fact]
    public void Refuses_the_signature_of_another_key()
    {
        using var mine = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var foreign = ECDsa.Create(ECCurve.NamedCurves.nistP256);

        Es256.TryVerify(Es256.Sign("{}"u8, "k", foreign), _ => mine, out _).ShouldBeFalse();
    }

    private static string Signed(string header, string payload, ECDsa key)
    {
        var signed = $"{Base64Url.EncodeToString(Encoding.UTF8.GetBytes(header))}.{Base64Url.EncodeToString(Encoding.UTF8.GetBytes(payload))}";
        var signature = key.SignData(Encoding.ASCII.GetBytes(signed), HashAlgorithmName.SHA256, DSASignatureFormat.IeeeP1363FixedFieldConcatenation);
        return $"{signed}.{Base64Url.EncodeToString(signature)}";
    }
}
