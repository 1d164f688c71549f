using Plimsoll.Core.Errors;

namespace Plimsoll.Server.Registry;

/// <summary>A body of unknown length. Room for it is set aside in quotas while it comes, a little ahead of it, so that it stops where no more is allowed.</summary>
/// <param name="body">The body.</param>
/// <param name="position">Bytes of the upload that came before it.</param>
/// <param name="reserve">Sets aside so many bytes for the upload altogether; throws where a quota does not allow it.</param>
internal sealed class ReservingStream(Stream body, long position, Func<long, ValueTask> reserve) : Stream
{
    private const long Step = 16 << 20;

    private long _position = position;
    private long _reserved = position;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => _position;
        set => throw new NotSupportedException();
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var read = await body.ReadAsync(buffer, cancellationToken);
        _position += read;
        if (_position > _reserved) await ReserveAsync();
        return read;
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) => ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override void Flush() { }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    private async ValueTask ReserveAsync()
    {
        var ahead = _position + Step;
        try
        {
            await reserve(ahead);
            _reserved = ahead;
        }
        catch (OciException)
        {
            // Near the limit there may be room for what came, and for no more.
            await reserve(_position);
            _reserved = _position;
        }
    }
}
