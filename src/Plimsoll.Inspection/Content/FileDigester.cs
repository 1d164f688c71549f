using System.Security.Cryptography;
using Plimsoll.Core.Facts;

namespace Plimsoll.Inspection.Content;

/// <summary>Hashes the files of a layer, one after the other, with the functions that each needs.</summary>
/// <param name="files">Takes the digests.</param>
/// <param name="batch">Where files lie that are hashed by MD5 together.</param>
internal sealed class FileDigester(FileIndex files, FileBatch batch) : IDisposable
{
    private readonly IncrementalHash _sha256 = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private readonly IncrementalHash _md5 = IncrementalHash.CreateHash(HashAlgorithmName.MD5);
    private readonly IncrementalHash _sha1 = IncrementalHash.CreateHash(HashAlgorithmName.SHA1);

    /// <summary>Takes the next bytes of a file.</summary>
    /// <param name="bytes">The bytes.</param>
    /// <param name="demand">Which digests it needs.</param>
    /// <param name="isInBatch">Whether they stay where they are.</param>
    public void Add(ReadOnlySpan<byte> bytes, DigestDemand demand, bool isInBatch)
    {
        if (demand.NeedsSha256) _sha256.AppendData(bytes);
        if (demand.NeedsMd5 && !isInBatch) _md5.AppendData(bytes);
        if (demand.NeedsSha1) _sha1.AppendData(bytes);
    }

    /// <summary>Ends a file: its digests go to the index, at the latest when the batch is flushed.</summary>
    /// <param name="file">Its number.</param>
    /// <param name="demand">Which digests it needs.</param>
    /// <param name="lengthInBatch">Its bytes, where they lie in the batch; null where they do not.</param>
    public void End(int file, DigestDemand demand, int? lengthInBatch)
    {
        Span<byte> hash = stackalloc byte[32];
        if (demand.NeedsSha256) files.SetDigest(file, FileDigestKind.Sha256, hash[.._sha256.GetHashAndReset(hash)]);
        if (demand.NeedsMd5 && lengthInBatch is { } length) batch.Add(file, length);
        else if (demand.NeedsMd5) files.SetDigest(file, FileDigestKind.Md5, hash[.._md5.GetHashAndReset(hash)]);
        if (demand.NeedsSha1) files.SetDigest(file, FileDigestKind.Sha1, hash[.._sha1.GetHashAndReset(hash)]);
    }

    /// <summary>Forgets a file that could not be read to its end, or has not the size that it should have.</summary>
    /// <param name="added">Bytes of it that were added.</param>
    public void Reset(int added)
    {
        if (added == 0) return;
        Span<byte> hash = stackalloc byte[32];
        _sha256.GetHashAndReset(hash);
        _md5.GetHashAndReset(hash);
        _sha1.GetHashAndReset(hash);
    }

    public void Dispose()
    {
        _sha256.Dispose();
        _md5.Dispose();
        _sha1.Dispose();
    }
}
