using System.Security.Cryptography;
using Plimsoll.Core;
using Plimsoll.Core.Manifests;
using Plimsoll.Core.Streams;

namespace Plimsoll.Client.Content;

/// <summary>
/// A blob on its way. It fails when there are more or fewer bytes than the descriptor says, when their digest is another one, and when nothing comes for a
/// while. Bytes already read are not proven before the end was reached without an exception.
/// </summary>
internal sealed class VerifyingStream : AwaitedStream
{
    private readonly Stream _source;
    private readonly IDisposable _owner;
    private readonly Descriptor _descriptor;
    private readonly IncrementalHash? _hash;
    private readonly IdleLimit _idle;
    private long _left;
    private bool _ended;

    /// <param name="source">The body.</param>
    /// <param name="owner">Disposed with this stream: the response.</param>
    /// <param name="descriptor">What is expected.</param>
    /// <param name="length">Bytes to come: the size, or less for a range.</param>
    /// <param name="idle">Longest silence.</param>
    public VerifyingStream(Stream source, IDisposable owner, Descriptor descriptor, long length, IdleLimit idle)
    {
        (_source, _owner, _descriptor, _left, _idle) = (source, owner, descriptor, length, idle);
        // A part of a blob has no digest of its own.
        if (length == descriptor.Size) _hash = IncrementalHash.CreateHash(descriptor.Digest.Algorithm == DigestAlgorithm.Sha256 ? HashAlgorithmName.SHA256 : HashAlgorithmName.SHA512);
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (buffer.IsEmpty) return 0;
        var read = await _idle.ReadAsync(_source, buffer, cancellationToken);
        if (read == 0)
        {
            Finish();
            return 0;
        }
        _left -= read;
        if (_left < 0) throw new ContentMismatchException(_descriptor.Digest, $"more bytes came than the {_descriptor.Size} of the descriptor");
        _hash?.AppendData(buffer.Span[..read]);
        return read;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _source.Dispose();
            _owner.Dispose();
            _hash?.Dispose();
            _idle.Dispose();
        }
        base.Dispose(disposing);
    }

    private void Finish()
    {
        if (_ended) return;
        if (_left > 0) throw new ContentMismatchException(_descriptor.Digest, $"{_left} bytes fewer came than the {_descriptor.Size} of the descriptor");
        if (_hash is not null && Digest.FromHash(_descriptor.Digest.Algorithm, _hash.GetHashAndReset()) is var actual && actual != _descriptor.Digest)
            throw new ContentMismatchException(_descriptor.Digest, $"the bytes that came have the digest {actual}");
        _ended = true;
    }
}
