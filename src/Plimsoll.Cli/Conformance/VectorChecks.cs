using System.IO.Compression;
using System.Text;
using System.Text.Json;
using Plimsoll.Client.Conformance;
using Plimsoll.Trust;
using Plimsoll.Trust.Cryptography;
using Plimsoll.Trust.Sigstore;

namespace Plimsoll.Cli.Conformance;

/// <summary>Cases of Sigstore's own suite against the verifier of this program: what a report says of signatures is worth as much as who checked them.</summary>
internal static class VectorChecks
{
    private const string Area = "Our verifier: Sigstore's cases";

    private static readonly SpecificationText Says = new("Sigstore client specification, Verification", "https://github.com/sigstore/architecture-docs/blob/main/client-spec.md#4-verification", "A client verifies the signature, the identity in the certificate, its chain at the time of signing, the signed certificate timestamp and the inclusion in a transparency log, and fails when one of these does not hold. Cases whose name ends in _fail must be refused, the others verified.");

    /// <summary>One check for each case; they ask no registry.</summary>
    public static IReadOnlyList<ConformanceCheck> All()
    {
        using var packed = typeof(VectorChecks).Assembly.GetManifestResourceStream("Plimsoll.Cli.Conformance.vectors.json.gz")!;
        using var unpacked = new GZipStream(packed, CompressionMode.Decompress);
        var document = JsonDocument.Parse(unpacked).RootElement;
        var files = document.GetProperty("files");
        return [.. document.GetProperty("cases").EnumerateArray().Select(vector => Check(vector, name => files.GetProperty(vector.GetProperty(name).GetString()!).GetBytesFromBase64()))];
    }

    private static ConformanceCheck Check(JsonElement vector, Func<string, byte[]> file)
    {
        var (name, expected) = (vector.GetProperty("name").GetString()!, vector.GetProperty("expect").GetString()!);
        return new ConformanceCheck("vector-" + name.Replace('_', '-'), Area, CheckLevel.Must, $"{name} is {expected}", Says, _ =>
        {
            var verdict = Verify(vector, file);
            var word = verdict is Verdict.Verified ? "verified" : "refused";
            return word == expected ? Task.CompletedTask : throw new CheckFailedException($"{name} must be {expected}; it is {word}{(verdict.WhyNot is { } reason ? ": " + reason : "")}.");
        });
    }

    private static Verdict Verify(JsonElement vector, Func<string, byte[]> file)
    {
        try
        {
            var root = vector.TryGetProperty("root", out _) ? TrustedRoot.Read(file("root")) : TrustedRoot.PublicGood;
            Expectation expectation = vector.TryGetProperty("key", out _)
                ? new Expectation.Key(PublicKey.ReadPem(Encoding.UTF8.GetString(file("key"))))
                : new Expectation.Identity(IdentityPattern.Exactly(vector.GetProperty("identity").GetString()!), IdentityPattern.Exactly(vector.GetProperty("issuer").GetString()!));
            return new SigstoreVerifier(root, expectation).Verify(file("bundle"), Artifact.Of(file("artifact")));
        }
        catch (RefusedException e)
        {
            return Verdict.Refused.Of(e);
        }
    }
}
