using System.Text.Json;
using Plimsoll.Core;
using Plimsoll.Trust.InToto;
using Plimsoll.Trust.Json;
using Plimsoll.Trust.Sigstore;

namespace Plimsoll.Trust.Statements;

/// <summary>The statement in a bundle, as its bytes say: nothing of it is checked.</summary>
/// <param name="PredicateType">URI of what is said.</param>
/// <param name="Subjects">The digests that it is about, with their names: of each subject the SHA-256, where it has none the SHA-512.</param>
/// <param name="Predicate">What is said.</param>
/// <param name="Digest">SHA-256 of the statement's bytes, which is what is signed, however the bundle around it is written.</param>
public sealed record BundleStatement(string PredicateType, IReadOnlyList<(string? Name, Digest Digest)> Subjects, JsonElement Predicate, Digest Digest)
{
    /// <summary>Reads a bundle; null when it holds a signature over an artifact, or something that is no statement.</summary>
    /// <exception cref="RefusedException">It is no bundle.</exception>
    public static BundleStatement? TryRead(ReadOnlyMemory<byte> bundle)
    {
        return BundleReader.Read(bundle).Envelope is { PayloadType: Envelope.InTotoType } envelope ? Of(envelope) : null;
    }

    /// <summary>Reads an envelope that stands alone, as cosign 1 and 2 kept them; null when it holds something that is no statement.</summary>
    /// <exception cref="RefusedException">It is no envelope.</exception>
    internal static BundleStatement? TryReadEnvelope(ReadOnlyMemory<byte> content) =>
        StrictJson.Read(content, "the envelope", Envelope.Read) is { PayloadType: Envelope.InTotoType } envelope ? Of(envelope) : null;

    private static BundleStatement Of(Envelope envelope)
    {
        var statement = Statement.Read(envelope.Payload);
        using var document = JsonDocument.Parse(envelope.Payload);
        var predicate = document.RootElement.TryGetProperty("predicate", out var said) ? said.Clone() : default;
        var subjects = statement.Subjects.Select(subject => (subject.Name, Digest: DigestOf(subject, "sha256") ?? DigestOf(subject, "sha512")))
            .Where(subject => subject.Digest is not null).Select(subject => (subject.Name, subject.Digest!.Value)).ToList();
        return new BundleStatement(statement.PredicateType, subjects, predicate, Core.Digest.Of(envelope.Payload));
    }

    /// <summary>A text of the predicate; null without one.</summary>
    public string? Text(string name) => Predicate.ValueKind == JsonValueKind.Object && Predicate.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    /// <summary>A number of the predicate; null without one.</summary>
    public long? Number(string name) => Predicate.ValueKind == JsonValueKind.Object && Predicate.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out var number) ? number : null;

    /// <summary>How many entries a list of the predicate has; null without one.</summary>
    public int? Count(string name) => Predicate.ValueKind == JsonValueKind.Object && Predicate.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Array ? value.GetArrayLength() : null;

    private static Digest? DigestOf(StatementSubject subject, string algorithm) =>
        subject.Digests.TryGetValue(algorithm, out var hex) && Core.Digest.TryParse($"{algorithm}:{hex}", out var digest) ? digest : null;
}
