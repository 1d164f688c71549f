using System.Security.Cryptography;
using Plimsoll.Core;
using Plimsoll.Trust.Json;

namespace Plimsoll.Trust.Tuf;

/// <summary>
/// The metadata of a Notary v1 repository (Docker Content Trust), read only: root, timestamp, snapshot and targets, each signed by enough keys that the root
/// names, each of the length and hash that the one before says, none expired.
/// </summary>
public sealed class NotaryRepository
{
    private NotaryRepository(Signer signer, IReadOnlyDictionary<string, Digest> tags)
    {
        Signer = signer;
        Tags = tags;
    }

    /// <summary>The keys of the root, which is all that this kind of signature tells of a person.</summary>
    public Signer Signer { get; }

    /// <summary>What the targets bind each tag to.</summary>
    public IReadOnlyDictionary<string, Digest> Tags { get; }

    /// <summary>Checks the files of a repository.</summary>
    /// <param name="files">The files <c>root</c>, <c>timestamp</c>, <c>snapshot</c> and <c>targets</c>, by these names.</param>
    /// <param name="trusted">Ids of root keys, of which one must have signed; empty for the first use, when the root vouches for itself.</param>
    /// <param name="now">The time.</param>
    /// <exception cref="RefusedException">It does not prove what it claims.</exception>
    public static NotaryRepository Verify(IReadOnlyDictionary<string, byte[]> files, IReadOnlyCollection<string> trusted, DateTimeOffset now)
    {
        byte[] File(string name) => files.TryGetValue(name, out var bytes) ? bytes : throw new RefusedException($"{name} is missing");
        var root = TufRoot.Read(File("root"), now);
        if (trusted.Count > 0 && !root.Signers.Any(trusted.Contains)) throw new RefusedException("none of the trusted keys signed the root");
        var snapshot = Read(File("timestamp"), root, "timestamp", now, signed => FileMeta.Read(signed.Object("meta"), "snapshot"));
        snapshot.Require(File("snapshot"), "snapshot");
        var (rootMeta, targets) = Read(File("snapshot"), root, "snapshot", now, signed => (FileMeta.Read(signed.Object("meta"), "root"), FileMeta.Read(signed.Object("meta"), "targets")));
        rootMeta.Require(File("root"), "root");
        targets.Require(File("targets"), "targets");
        var tags = Read(File("targets"), root, "targets", now, signed => signed.Object("targets") is var all ? all.Names.ToDictionary(name => name, name => FileMeta.Read(all, name).Digest) : []);
        return new NotaryRepository(new Signer("notary:" + string.Join(',', root.Signers)), tags);
    }

    private static T Read<T>(byte[] file, TufRoot root, string role, DateTimeOffset now, Func<JsonObject, T> read) => SignedDocument.Read(file, role, (document, signed) =>
    {
        root.Require(document, signed, role, now);
        return read(signed);
    });

    /// <summary>Length and hash of a file; Notary writes base64.</summary>
    private sealed record FileMeta(long Length, byte[] Sha256)
    {
        public Digest Digest => Digest.FromHash(DigestAlgorithm.Sha256, Sha256);

        public static FileMeta Read(JsonObject all, string name)
        {
            var meta = all.Object(name);
            return meta.Object("hashes").Bytes("sha256") is { Length: 32 } hash ? new FileMeta(meta.Number("length"), hash) : throw new RefusedException($"the hash of {name} is damaged");
        }

        public void Require(byte[] file, string name)
        {
            if (file.Length != Length || !SHA256.HashData(file).AsSpan().SequenceEqual(Sha256)) throw new RefusedException($"{name} is another file than the one that was signed for");
        }
    }
}
