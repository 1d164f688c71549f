using System.Security.Cryptography;
using Plimsoll.Core;
using Plimsoll.Core.Streams;

namespace Plimsoll.Inspection.Layers;

/// <summary>Counts and, where wanted, hashes the bytes that are read through it.</summary>
internal sealed class HashedStream : ReadOnlyStream
{
    private readonly Stream _source;
    private readonly IncrementalHash? _hash;
    private readonly DigestAlgorithm _algorithm;

    public HashedStream(Stream source, DigestAlgorithm? algorithm)
    {
        _source = source;
        _algorithm = algorithm ?? default;
        if (algorithm is { } wanted) _hash = IncrementalHash.CreateHash(wanted == DigestAlgorithm.Sha256 ? HashAlgorithmName.SHA256 : HashAlgorithmName.SHA512);
    }

    /// <summary>Bytes read so far.</summary>
    public long Count { get; private set; }

    public override long Position { get => Count; set => throw new NotSupportedException(); }

    /// <summary>The digest of what was read; null when nothing is hashed.</summary>
    public Digest? CurrentDigest() => _hash is null ? null : Digest.FromHash(_algorithm, _hash.GetCurrentHash());

    public override int Read(Span<byte> buffer)
    {
        var read = _source.Read(buffer);
        Count += read;
        _hash?.AppendData(buffer[..read]);
        return read;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _hash?.Dispose();
            _source.Dispose();
        }
        base.Dispose(disposing);
    }
}
