using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Plimsoll.Core;

/// <summary>The hash functions that a digest may name (OCI image-spec, descriptor.md, "Registered Algorithms").</summary>
public enum DigestAlgorithm
{
    /// <summary>SHA-256, 64 hexadecimal digits.</summary>
    Sha256,

    /// <summary>SHA-512, 128 hexadecimal digits.</summary>
    Sha512,
}

/// <summary>
/// A content digest such as <c>sha256:44136f…</c>. One that exists is well formed: known algorithm, right length, lower-case hexadecimal
/// (OCI image-spec, descriptor.md, "Digests"). The default value is the only exception; <see cref="IsDefault"/> tells it apart.
/// </summary>
[JsonConverter(typeof(DigestJsonConverter))]
public readonly record struct Digest : IComparable<Digest>
{
    private readonly string? _value;

    private Digest(string value) => _value = value;

    /// <summary>The digest of zero bytes.</summary>
    public static Digest EmptyBlob { get; } = new("sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");

    /// <summary>The digest of the two bytes <c>{}</c>, which every artifact push uses as its config.</summary>
    public static Digest EmptyJson { get; } = new("sha256:44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a");

    /// <summary>The whole digest, <c>algorithm:hex</c>.</summary>
    public string Value => _value ?? throw new InvalidOperationException("A default Digest has no value.");

    /// <summary>True for <c>default(Digest)</c>, which names nothing.</summary>
    public bool IsDefault => _value is null;

    /// <summary>The hash function.</summary>
    public DigestAlgorithm Algorithm => Value[3] == '2' ? DigestAlgorithm.Sha256 : DigestAlgorithm.Sha512;

    /// <summary>The hexadecimal part, lower case.</summary>
    public string Hex => Value[7..];

    /// <summary>Reads a digest.</summary>
    /// <exception cref="FormatException">The text is not a digest that Plimsoll knows.</exception>
    public static Digest Parse(string text) =>
        TryParse(text, out var digest) ? digest : throw new FormatException($"'{Shorten(text)}' is not a digest: expected sha256: and 64, or sha512: and 128, lower-case hexadecimal digits.");

    /// <summary>Reads a digest; false when the text is not one.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, out Digest digest)
    {
        digest = default;
        if (text is null || !HasKnownShape(text)) return false;
        for (var i = 7; i < text.Length; i++)
        {
            if (!char.IsAsciiHexDigitLower(text[i])) return false;
        }
        digest = new Digest(text);
        return true;
    }

    /// <summary>Makes a digest from the bytes of a hash.</summary>
    /// <exception cref="ArgumentException">The hash has the wrong length for the algorithm.</exception>
    public static Digest FromHash(DigestAlgorithm algorithm, ReadOnlySpan<byte> hash)
    {
        if (hash.Length != (algorithm == DigestAlgorithm.Sha256 ? 32 : 64)) throw new ArgumentException("The hash does not have the length of the algorithm.", nameof(hash));
        return new Digest(PrefixOf(algorithm) + Convert.ToHexStringLower(hash));
    }

    /// <summary>Hashes bytes that are in memory. Streams are hashed while they are read, never by this method.</summary>
    public static Digest Of(ReadOnlySpan<byte> content, DigestAlgorithm algorithm = DigestAlgorithm.Sha256)
    {
        Span<byte> hash = stackalloc byte[64];
        var length = algorithm == DigestAlgorithm.Sha256 ? SHA256.HashData(content, hash) : SHA512.HashData(content, hash);
        return FromHash(algorithm, hash[..length]);
    }

    /// <summary>Reads <c>sha256</c> or <c>sha512</c>.</summary>
    public static bool TryParseAlgorithm(string? text, out DigestAlgorithm algorithm)
    {
        algorithm = text == "sha512" ? DigestAlgorithm.Sha512 : DigestAlgorithm.Sha256;
        return text is "sha256" or "sha512";
    }

    /// <summary>Ordinal order of the text, the order in which rows are locked.</summary>
    public int CompareTo(Digest other) => string.CompareOrdinal(_value, other._value);

    /// <inheritdoc/>
    public override string ToString() => _value ?? "(no digest)";

#pragma warning disable CS1591
    public static bool operator <(Digest left, Digest right) => left.CompareTo(right) < 0;
    public static bool operator >(Digest left, Digest right) => left.CompareTo(right) > 0;
    public static bool operator <=(Digest left, Digest right) => left.CompareTo(right) <= 0;
    public static bool operator >=(Digest left, Digest right) => left.CompareTo(right) >= 0;
#pragma warning restore CS1591

    private static string PrefixOf(DigestAlgorithm algorithm) => algorithm == DigestAlgorithm.Sha256 ? "sha256:" : "sha512:";

    private static bool HasKnownShape(string text) =>
        (text.Length == 7 + 64 && text.StartsWith("sha256:", StringComparison.Ordinal)) || (text.Length == 7 + 128 && text.StartsWith("sha512:", StringComparison.Ordinal));

    private static string Shorten(string? text) => text is null ? "" : text.Length <= 80 ? text : text[..80] + "…";
}

/// <summary>Writes a digest as its text and refuses text that is none.</summary>
public sealed class DigestJsonConverter : JsonConverter<Digest>
{
    /// <inheritdoc/>
    public override Digest Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        Digest.TryParse(reader.GetString(), out var digest) ? digest : throw new JsonException("expected a digest");

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, Digest value, JsonSerializerOptions options) => writer.WriteStringValue(value.Value);
}
