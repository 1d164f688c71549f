using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;

namespace Plimsoll.Tests.Inspection.Secrets;

/// <summary>
/// Makes texts with secrets out of templates, when the tests run: nothing that looks like a secret is in this repository. <c>&lt;&lt;[A-Z2-7]{16}&gt;&gt;</c>
/// draws characters of a class; names stand for what a class cannot make.
/// </summary>
internal sealed partial class SecretTemplate(int seed)
{
    private readonly Random _random = new(seed);

    /// <summary>The text with values drawn.</summary>
    public string Fill(string template) => Fill(template, (_, _) => { });

    /// <summary>The text with values drawn.</summary>
    /// <param name="template">The template.</param>
    /// <param name="secret">Told where the values are that are marked as secrets, by the first and the last line of each, from 1.</param>
    public string Fill(string template, Action<int, int> secret)
    {
        var (text, at) = (new StringBuilder(), 0);
        foreach (Match place in Places().Matches(template))
        {
            text.Append(template, at, place.Index - at);
            at = place.Index + place.Length;
            var name = place.Groups[1].Value;
            var value = Value(name.TrimStart('!'));
            var line = text.ToString().Count(c => c == '\n') + 1;
            if (name[0] == '!') secret(line, line + value.Count(c => c == '\n'));
            text.Append(value);
        }
        return text.Append(template, at, template.Length - at).ToString();
    }

    /// <summary>The text as people write it in documentation: the same character instead of drawn ones.</summary>
    public static string Obvious(string template) => Places().Replace(template, match => match.Groups[1].Value switch
    {
        "base62-crc32" => new string('x', 36),
        "basic" => Convert.ToBase64String("user:password"u8),
        "jwt" => "eyJxxxxxxxxxxxxxxx.eyJxxxxxxxxxxxx.xxxxxxxxxxxxxxxxxxxxxxxx",
        var pattern => Pieces().Replace(pattern, piece => new string(Class(piece.Groups[1].Value) is var set && set.Contains('x') ? 'x' : set[0], Count(piece))),
    });

    private string Value(string pattern) => pattern switch
    {
        "base62-crc32" => Checksummed(),
        "basic" => Convert.ToBase64String(Encoding.ASCII.GetBytes("ci:" + Value("[a-z]{3}[0-9]{3}[A-Z]{4}[a-z0-9]{6}"))),
        "jwt" => WebToken($$"""{"sub":"{{Value("[a-z]{8}")}}","iat":{{_random.Next(1_600_000_000, 1_700_000_000)}}}"""),
        "jwt-of-introductions" => WebToken("""{"sub":"1234567890","name":"John Doe","iat":1516239022}"""),
        _ when pattern.StartsWith("pem:", StringComparison.Ordinal) || pattern == "certificate" => Pem(pattern),
        _ => Pieces().Replace(pattern, piece => new string([.. Enumerable.Range(0, Count(piece)).Select(_ => Class(piece.Groups[1].Value)).Select(set => set[_random.Next(set.Length)])])),
    };

    /// <summary>30 characters with their CRC-32, by the tables that .NET's own decoder of gzip has: a stream of gzip ends with it.</summary>
    private string Checksummed()
    {
        var body = Value("[A-Za-z0-9]{30}");
        using var packed = new MemoryStream();
        using (var gzip = new System.IO.Compression.GZipStream(packed, System.IO.Compression.CompressionLevel.Fastest, leaveOpen: true)) gzip.Write(Encoding.ASCII.GetBytes(body));
        var crc = BitConverter.ToUInt32(packed.ToArray().AsSpan()[^8..^4]);
        var digits = "";
        for (; crc > 0; crc /= 62) digits = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"[(int)(crc % 62)] + digits;
        return body + digits.PadLeft(6, '0');
    }

    /// <summary>Keys by .NET's own code.</summary>
    private static string Pem(string kind)
    {
        using var rsa = RSA.Create(2048);
        using var ec = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        return kind switch
        {
            "pem:rsa" => rsa.ExportRSAPrivateKeyPem(),
            "pem:pkcs8" => rsa.ExportPkcs8PrivateKeyPem(),
            "pem:ec" => ec.ExportECPrivateKeyPem(),
            "pem:public" => rsa.ExportSubjectPublicKeyInfoPem(),
            "pem:json" => ec.ExportPkcs8PrivateKeyPem().Replace("\n", "\\n", StringComparison.Ordinal),
            "pem:encrypted" => ec.ExportEncryptedPkcs8PrivateKeyPem("a phrase", new PbeParameters(PbeEncryptionAlgorithm.Aes256Cbc, HashAlgorithmName.SHA256, 1000)),
            "certificate" => new System.Security.Cryptography.X509Certificates.CertificateRequest("CN=test", rsa, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1)
                .CreateSelfSigned(DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch.AddYears(90)).ExportCertificatePem(),
            _ => throw new ArgumentException(kind, nameof(kind)),
        };
    }

    private string WebToken(string claims)
    {
        static string Encode(byte[] bytes) => Convert.ToBase64String(bytes).TrimEnd('=').Replace('+', '-').Replace('/', '_');
        var text = Encode("""{"alg":"HS256","typ":"JWT"}"""u8.ToArray()) + "." + Encode(Encoding.UTF8.GetBytes(claims));
        return text + "." + Encode(HMACSHA256.HashData(Encoding.ASCII.GetBytes(Value("[a-z]{32}")), Encoding.ASCII.GetBytes(text)));
    }

    private static int Count(Match piece) => piece.Groups[2].Success ? int.Parse(piece.Groups[2].Value) : 1;

    private static string Class(string pattern)
    {
        var set = new StringBuilder();
        for (var i = 0; i < pattern.Length; i++)
        {
            if (i + 2 < pattern.Length && pattern[i + 1] == '-')
            {
                for (var c = pattern[i]; c <= pattern[i + 2]; c++) set.Append(c);
                i += 2;
            }
            else
            {
                set.Append(pattern[i]);
            }
        }
        return set.ToString();
    }

    [GeneratedRegex("<<(.+?)>>")]
    private static partial Regex Places();

    [GeneratedRegex(@"\[([^\]]+)\](?:\{(\d+)\})?")]
    private static partial Regex Pieces();
}
