using System.Net;

namespace Plimsoll.Server.Tests.Fixtures;

/// <summary>A body that is sent in pieces without Content-Length, as clients send what they compress on the way.</summary>
internal sealed class UnknownLength(byte[] bytes) : HttpContent
{
    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
    {
        for (var i = 0; i < bytes.Length; i += 1000)
        {
            await stream.WriteAsync(bytes.AsMemory(i, Math.Min(1000, bytes.Length - i)));
            await stream.FlushAsync();
        }
    }

    protected override bool TryComputeLength(out long length)
    {
        length = 0;
        return false;
    }
}
