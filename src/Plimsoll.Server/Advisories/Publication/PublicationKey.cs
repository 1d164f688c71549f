using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Plimsoll.Trust;
using Plimsoll.Trust.Cryptography;
using Plimsoll.Trust.Sigstore;

namespace Plimsoll.Server.Advisories.Publication;

/// <summary>Signs and verifies publications: an in-toto statement in a DSSE envelope in a Sigstore bundle, by an ECDSA key on P-256.</summary>
public static class PublicationKey
{
    private const string StatementType = "https://in-toto.io/Statement/v1";
    private const string PayloadType = "application/vnd.in-toto+json";

    /// <summary>Makes a key; the private one is readable by its owner only, the public one lies beside it with <c>.pub</c> behind its name.</summary>
    public static void Create(string path)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        using (var file = new StreamWriter(path, options)) file.Write(key.ExportPkcs8PrivateKeyPem() + "\n");
        File.WriteAllText(path + ".pub", key.ExportSubjectPublicKeyInfoPem() + "\n");
    }

    /// <summary>Reads a private key.</summary>
    /// <exception cref="FormatException">It is none on P-256.</exception>
    public static ECDsa ReadPrivate(string path)
    {
        var key = ECDsa.Create();
        try
        {
            key.ImportFromPem(File.ReadAllText(path));
            if (key.KeySize == 256 && key.ExportParameters(true).D is not null) return key;
        }
        catch (Exception e) when (e is ArgumentException or CryptographicException)
        {
            // Said below.
        }
        key.Dispose();
        throw new FormatException($"'{path}' holds no private ECDSA key on P-256 without a passphrase; 'openssl ecparam -name prime256v1 -genkey -noout' makes one");
    }

    /// <summary>The bundle over a set.</summary>
    /// <param name="set">What is said.</param>
    /// <param name="layers">The layers it is about.</param>
    /// <param name="key">The private key.</param>
    public static byte[] Sign(PublishedSet set, IReadOnlyList<string> layers, ECDsa key)
    {
        var statement = new JsonObject
        {
            ["_type"] = StatementType,
            ["subject"] = new JsonArray([.. layers.Select(layer => new JsonObject { ["name"] = layer, ["digest"] = new JsonObject { ["sha256"] = layer["sha256:".Length..] } })]),
            ["predicateType"] = PublishedSet.PredicateType,
            ["predicate"] = System.Text.Json.JsonSerializer.SerializeToNode(set, PublishedSet.Json),
        };
        var payload = Encoding.UTF8.GetBytes(statement.ToJsonString());
        // https://github.com/secure-systems-lab/dsse/blob/master/protocol.md: the pre-authentication encoding.
        byte[] signed = [.. Encoding.UTF8.GetBytes($"DSSEv1 {PayloadType.Length} {PayloadType} {payload.Length} "), .. payload];
        var signature = key.SignData(signed, HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence);
        return Encoding.UTF8.GetBytes(new JsonObject
        {
            ["mediaType"] = PublishedSet.BundleType,
            ["verificationMaterial"] = new JsonObject { ["publicKey"] = new JsonObject { ["hint"] = Convert.ToBase64String(SHA256.HashData(key.ExportSubjectPublicKeyInfo())) } },
            ["dsseEnvelope"] = new JsonObject
            {
                ["payload"] = Convert.ToBase64String(payload),
                ["payloadType"] = PayloadType,
                ["signatures"] = new JsonArray(new JsonObject { ["sig"] = Convert.ToBase64String(signature) }),
            },
        }.ToJsonString());
    }

    /// <summary>What a bundle proves.</summary>
    /// <param name="bundle">The bundle.</param>
    /// <param name="layers">The layers beside it: the statement has to be about each that it names, and about nothing else.</param>
    /// <param name="key">Who must have signed.</param>
    /// <exception cref="RefusedException">It proves nothing.</exception>
    public static PublishedSet Verify(ReadOnlyMemory<byte> bundle, IReadOnlyCollection<string> layers, PublicKey key)
    {
        var verifier = new SigstoreVerifier(TrustedRoot.PublicGood, new Expectation.Key(key));
        foreach (var layer in layers)
        {
            if (verifier.Verify(bundle, Artifact.Of(Core.Digest.Parse(layer))) is not Verdict.Verified { PredicateType: PublishedSet.PredicateType } and var verdict)
                throw new RefusedException(verdict is Verdict.Refused refused ? refused.Reason : "the statement is of another kind");
        }
        // The verifier has proven that these are the bytes that were signed.
        var payload = Convert.FromBase64String(JsonNode.Parse(bundle.Span)!["dsseEnvelope"]!["payload"]!.GetValue<string>());
        try
        {
            var set = System.Text.Json.JsonSerializer.Deserialize<PublishedSet>(JsonNode.Parse(payload)!["predicate"], PublishedSet.Json);
            if (set is { Snapshot: not null, Deltas: not null, Sequence: > 0 } && layers.Contains(set.Snapshot) && set.Deltas.All(delta => layers.Contains(delta.Layer))) return set;
        }
        catch (System.Text.Json.JsonException)
        {
            // Said below.
        }
        throw new RefusedException("the statement does not say what is in the publication");
    }
}
