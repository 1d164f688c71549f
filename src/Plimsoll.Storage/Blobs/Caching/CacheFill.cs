using Microsoft.Win32.SafeHandles;
using Plimsoll.Core;
using Plimsoll.Storage.Hashing;

namespace Plimsoll.Storage.Blobs.Caching;

/// <summary>A copy that is being written while its blob is read for the first time. It counts when all bytes came in order and their hash is the digest; any fault of the disk only ends it.</summary>
internal sealed class CacheFill(BlobCache cache, StorageKey key, Digest digest, long size, SafeFileHandle file) : IDisposable
{
    private readonly Lock _gate = new();
    private readonly ContentHash _hash = ContentHash.Start(digest.Algorithm);
    private bool _ended;

    /// <summary>Bytes that were read.</summary>
    public void Append(ReadOnlySpan<byte> bytes, long offset)
    {
        lock (_gate)
        {
            if (_ended) return;
            if (offset != _hash.Length || offset + bytes.Length > size)
            {
                End(isWhole: false);
                return;
            }
            try
            {
                RandomAccess.Write(file, bytes, offset);
            }
            catch (IOException)
            {
                End(isWhole: false);
                return;
            }
            _hash.Append(bytes);
            if (_hash.Length == size) End(_hash.Finish() == digest);
        }
    }

    /// <summary>Nothing more will come.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            if (!_ended) End(isWhole: false);
        }
    }

    private void End(bool isWhole)
    {
        _ended = true;
        _hash.Dispose();
        file.Dispose();
        cache.EndFill(key, size, isWhole);
    }
}
