using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Nodes;
using Plimsoll.Trust;
using Plimsoll.Trust.Cryptography;
using Plimsoll.Trust.Signing;
using Plimsoll.Trust.Sigstore;

namespace Plimsoll.Server.Advisories.Publication;

/// <summary>Signs and verifies publications: an in-toto statement in a DSSE envelope in a Sigstore bundle, by a key that stays.</summary>
public static class PublicationKey
{
    /// <summary>Makes a key on P-256; the private one is readable by its owner only, the public one lies beside it with <c>.pub</c> behind its name.</summary>
    public static void Create(string path)
    {
        using var key = PrivateKey.Generate();
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        using (var file = new StreamWriter(path, options)) file.Write(PemEncoding.WriteString("PRIVATE KEY", key.Export()) + "\n");
        File.WriteAllText(path + ".pub", PemEncoding.WriteString("PUBLIC KEY", key.PublicKey.Spki.Span) + "\n");
    }

    /// <summary>The bundle over a set.</summary>
    /// <param name="set">What is said.</param>
    /// <param name="layers">The layers it is about.</param>
    /// <param name="key">The private key.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public static Task<byte[]> SignAsync(PublishedSet set, IEnumerable<string> layers, PrivateKey key, CancellationToken cancellationToken)
    {
        var subjects = layers.Select(layer => new SubjectText(layer, "sha256", Core.Digest.Parse(layer).Hex)).ToList();
        return new KeySigner(key).SignStatementAsync(StatementWriter.Write(subjects, PublishedSet.PredicateType, JsonSerializer.SerializeToUtf8Bytes(set, PublishedSet.Json)), cancellationToken);
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
                throw new RefusedException(verdict.WhyNot ?? "the statement is of another kind");
        }
        // The verifier has proven that these are the bytes that were signed.
        var payload = Convert.FromBase64String(JsonNode.Parse(bundle.Span)!["dsseEnvelope"]!["payload"]!.GetValue<string>());
        try
        {
            var set = JsonSerializer.Deserialize<PublishedSet>(JsonNode.Parse(payload)!["predicate"], PublishedSet.Json);
            if (set is { Snapshot: not null, Deltas: not null, Sequence: > 0 } && layers.Contains(set.Snapshot) && set.Deltas.All(delta => layers.Contains(delta.Layer))) return set;
        }
        catch (JsonException)
        {
            // Said below.
        }
        throw new RefusedException("the statement does not say what is in the publication");
    }
}
