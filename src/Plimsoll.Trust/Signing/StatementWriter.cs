using System.Text.Json;
using Plimsoll.Core;
using Plimsoll.Trust.Json;

namespace Plimsoll.Trust.Signing;

/// <summary>Writes in-toto statements (version 1).</summary>
public static class StatementWriter
{
    /// <summary>What cosign 3 means by a plain signature: an empty predicate of this type.</summary>
    public const string SignatureType = "https://sigstore.dev/cosign/sign/v1";

    /// <summary>The statement that an image is signed, with annotations where there are any.</summary>
    public static byte[] OfSignature(Digest image, IReadOnlyDictionary<string, string>? annotations = null) =>
        Write([new SubjectText(null, NameOf(image), image.Hex) { Annotations = annotations ?? new Dictionary<string, string>() }], SignatureType, "{}"u8.ToArray());

    /// <summary>A statement about one image.</summary>
    /// <param name="name">What the subject is called; null for no name.</param>
    /// <param name="image">Its digest.</param>
    /// <param name="predicateType">URI of what is said.</param>
    /// <param name="predicate">What is said: a JSON object.</param>
    public static byte[] Of(string? name, Digest image, string predicateType, ReadOnlyMemory<byte> predicate) => Write([new SubjectText(name, NameOf(image), image.Hex)], predicateType, predicate);

    /// <summary>A statement about several subjects.</summary>
    /// <exception cref="JsonException">The predicate is no JSON.</exception>
    public static byte[] Write(IReadOnlyList<SubjectText> subjects, string predicateType, ReadOnlyMemory<byte> predicate) => PlainJson.Object(json =>
    {
        json.WriteString("_type", "https://in-toto.io/Statement/v1");
        json.WriteStartArray("subject");
        foreach (var subject in subjects) Write(json, subject);
        json.WriteEndArray();
        json.WriteString("predicateType", predicateType);
        json.WritePropertyName("predicate");
        using var document = JsonDocument.Parse(predicate, new JsonDocumentOptions { AllowDuplicateProperties = false });
        document.RootElement.WriteTo(json);
    });

    private static string NameOf(Digest digest) => digest.Algorithm == DigestAlgorithm.Sha256 ? "sha256" : "sha512";

    private static void Write(Utf8JsonWriter json, SubjectText subject)
    {
        json.WriteStartObject();
        if (subject.Name is not null) json.WriteString("name", subject.Name);
        json.WriteStartObject("digest");
        json.WriteString(subject.Algorithm, subject.Hex);
        json.WriteEndObject();
        if (subject.Annotations is { } annotations)
        {
            json.WriteStartObject("annotations");
            foreach (var (key, value) in annotations) json.WriteString(key, value);
            json.WriteEndObject();
        }
        json.WriteEndObject();
    }
}

/// <summary>What a statement is about.</summary>
/// <param name="Name">What it is called; null for no name.</param>
/// <param name="Algorithm">Name of the digest's algorithm, such as sha256.</param>
/// <param name="Hex">The digest in lower-case hexadecimal.</param>
public sealed record SubjectText(string? Name, string Algorithm, string Hex)
{
    /// <summary>What is said of this subject alone; null leaves the field out.</summary>
    public IReadOnlyDictionary<string, string>? Annotations { get; init; }
}
