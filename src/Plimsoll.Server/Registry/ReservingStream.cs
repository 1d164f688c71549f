using Plimsoll.Core.Errors;
using Plimsoll.Core.Streams;

namespace Plimsoll.Server.Registry;

/// <summary>A body of unknown length. Room for it is set aside in quotas while it comes, a little ahead of it, so that it stops where no more is allowed.</summary>
/// <param name="body">The body.</param>
/// <param name="position">Bytes of the upload that came before it.</param>
/// <param name="reserve">Sets aside so many bytes for the upload altogether; throws where a quota does not allow it. It is told whether the upload cannot go on without.</param>
internal sealed class ReservingStream(Stream body, long position, Func<long, bool, ValueTask> reserve) : AwaitedStream
{
    private const long Step = 16 << 20;

    private long _position = position;
    private long _reserved = position;

    public override long Length => throw new NotSupportedException();

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var read = await body.ReadAsync(buffer, cancellationToken);
        _position += read;
        if (_position > _reserved) await ReserveAsync();
        return read;
    }

    private async ValueTask ReserveAsync()
    {
        var ahead = _position + Step;
        try
        {
            await reserve(ahead, false);
            _reserved = ahead;
        }
        catch (OciException)
        {
            // Near the limit there may be room for what came, and for no more.
            await reserve(_position, true);
            _reserved = _position;
        }
    }
}
