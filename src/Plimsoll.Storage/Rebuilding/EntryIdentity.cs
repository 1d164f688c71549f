using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Plimsoll.Core;
using Plimsoll.Storage.Metadata;

namespace Plimsoll.Storage.Rebuilding;

/// <summary>What an entry of the journal is about, in 16 bytes: a journal of millions of things is folded without keeping them in memory.</summary>
internal static class EntryIdentity
{
    public static UInt128 Of(JournalEntry entry) => entry switch
    {
        JournalEntry.Blob blob => OfBlob(blob.Digest),
        JournalEntry.BlobGone gone => OfBlob(gone.Digest),
        JournalEntry.Manifest manifest => OfManifest(manifest.Repository, manifest.Digest),
        JournalEntry.ManifestGone gone => OfManifest(gone.Repository, gone.Digest),
        JournalEntry.Move move => Hash($"move {move.Record.Id}"),
        _ => throw new InvalidOperationException("unknown entry"),
    };

    public static UInt128 OfBlob(Digest digest) => Hash($"blob {digest}");

    public static UInt128 OfManifest(RepositoryName repository, Digest digest) => Hash($"manifest {repository} {digest}");

    private static UInt128 Hash(string text) => BinaryPrimitives.ReadUInt128BigEndian(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
}
