using System.Security.Cryptography;
using Plimsoll.Core;
using Plimsoll.Trust.Cryptography;

namespace Plimsoll.Trust;

/// <summary>What somebody should have signed: known by all its digests, or by one.</summary>
public sealed class Artifact
{
    /// <summary>Up to this many bytes are kept for keys that sign content itself, not its hash (Ed25519).</summary>
    private const int MaxKept = 64 * 1024 * 1024;

    private readonly Dictionary<HashKind, byte[]> _digests;

    private Artifact(Dictionary<HashKind, byte[]> digests, byte[]? content)
    {
        _digests = digests;
        Content = content;
    }

    /// <summary>The bytes; null when only a digest is known or they are many.</summary>
    internal byte[]? Content { get; }

    /// <summary>What is known of it, for people.</summary>
    public string Name => _digests.Select(digest => $"{digest.Key.ToString().ToLowerInvariant()}:{Convert.ToHexStringLower(digest.Value)}").First();

    /// <summary>An artifact of which only the digest is known.</summary>
    public static Artifact Of(Digest digest) =>
        new(new() { [digest.Algorithm == DigestAlgorithm.Sha256 ? HashKind.Sha256 : HashKind.Sha512] = Convert.FromHexString(digest.Hex) }, null);

    /// <summary>Bytes in memory.</summary>
    public static Artifact Of(byte[] content) => new(Enum.GetValues<HashKind>().ToDictionary(kind => kind, kind => kind.Hash(content)), content);

    /// <summary>Reads a stream to its end, once.</summary>
    public static async Task<Artifact> ReadAsync(Stream stream, CancellationToken cancellationToken)
    {
        var hashes = Enum.GetValues<HashKind>().ToDictionary(kind => kind, kind => IncrementalHash.CreateHash(kind.Name()));
        try
        {
            MemoryStream? kept = new();
            var buffer = new byte[128 * 1024];
            while (await stream.ReadAsync(buffer, cancellationToken) is > 0 and var read)
            {
                foreach (var hash in hashes.Values) hash.AppendData(buffer, 0, read);
                kept = kept?.Length + read <= MaxKept ? kept : null;
                kept?.Write(buffer, 0, read);
            }
            return new Artifact(hashes.ToDictionary(hash => hash.Key, hash => hash.Value.GetHashAndReset()), kept?.ToArray());
        }
        finally
        {
            foreach (var hash in hashes.Values) hash.Dispose();
        }
    }

    /// <summary>The digest, or null when it is not known.</summary>
    internal byte[]? Digest(HashKind kind) => _digests.GetValueOrDefault(kind);
}
