using Plimsoll.Trust.Certificates;
using Plimsoll.Trust.Cryptography;
using Plimsoll.Trust.InToto;
using Plimsoll.Trust.Logs;

namespace Plimsoll.Trust.Sigstore;

/// <summary>A signature and what is needed to check it (Sigstore's bundle 0.1 to 0.3), as its bytes say.</summary>
internal sealed record Bundle
{
    public required BundleVersion Version { get; init; }

    /// <summary>The signer's certificate and those that stand above it; empty when a key signed.</summary>
    public required IReadOnlyList<Certificate> Certificates { get; init; }

    /// <summary>A hint at the key that signed; null when a certificate is there.</summary>
    public required string? KeyHint { get; init; }

    public required IReadOnlyList<LogEntry> Entries { get; init; }

    public required IReadOnlyList<byte[]> Timestamps { get; init; }

    /// <summary>A signature over an artifact; null when there is an envelope.</summary>
    public required MessageSignature? Message { get; init; }

    /// <summary>A signed envelope; null when there is a signature over an artifact.</summary>
    public required Envelope? Envelope { get; init; }

    public byte[] Signature => Message?.Signature ?? Envelope!.Signatures[0].Bytes;
}

/// <summary>A signature over an artifact, with the digest that it is said to have.</summary>
internal sealed record MessageSignature(HashKind Hash, byte[]? Digest, byte[] Signature);
