using System.Runtime.ExceptionServices;

namespace Plimsoll.Server.Registry;

/// <summary>Fills buffers from the body of a request. A connection that breaks ends the body; how it broke is kept, and so is every byte that came before.</summary>
internal sealed class BodyReader(Stream body)
{
    /// <summary>What the body broke off with; null while it goes on, and when it came whole.</summary>
    public ExceptionDispatchInfo? Broken { get; private set; }

    /// <summary>Fills the buffer as far as the body goes; fewer bytes than fit mean its end.</summary>
    public async ValueTask<int> FillAsync(Memory<byte> buffer, CancellationToken cancellationToken)
    {
        var filled = 0;
        try
        {
            int read;
            while (filled < buffer.Length && Broken is null && (read = await body.ReadAsync(buffer[filled..], cancellationToken)) > 0) filled += read;
        }
        catch (Exception e) when (e is IOException or OperationCanceledException)
        {
            Broken = ExceptionDispatchInfo.Capture(e);
        }
        return filled;
    }
}
