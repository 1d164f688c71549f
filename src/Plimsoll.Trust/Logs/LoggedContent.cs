using Plimsoll.Trust.Cryptography;

namespace Plimsoll.Trust.Logs;

/// <summary>What a log entry says was signed, by which key, with which signatures.</summary>
internal sealed record LoggedContent
{
    /// <summary>The bytes of the signatures.</summary>
    public required IReadOnlyList<byte[]> Signatures { get; init; }

    /// <summary>Certificates or public keys (DER), one for each signature.</summary>
    public required IReadOnlyList<byte[]> Verifiers { get; init; }

    public required HashKind Hash { get; init; }

    /// <summary>The hash of what was signed.</summary>
    public required byte[] Digest { get; init; }

    /// <summary>What it is the hash of.</summary>
    public required LoggedDigest DigestOf { get; init; }
}

/// <summary>What the hash in a log entry is one of.</summary>
internal enum LoggedDigest
{
    /// <summary>The message that the signature is over: an artifact, or the encoding of an envelope before signing (PAE).</summary>
    Message,

    /// <summary>The payload of an envelope.</summary>
    Payload,
}
