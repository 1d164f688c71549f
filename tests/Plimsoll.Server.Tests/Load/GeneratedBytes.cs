using System.Net;
using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace Plimsoll.Server.Tests.Load;

/// <summary>A body of any length that is made while it is sent, the same each time: a block that changes a little from piece to piece, so that nothing can be shared or compressed away.</summary>
internal sealed class GeneratedBytes(long length, int seed, bool announceLength = true) : HttpContent
{
    private const int PieceSize = 1 << 20;

    /// <summary>The digest of the body.</summary>
    public string Digest
    {
        get
        {
            using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
            foreach (var piece in Pieces()) hash.AppendData(piece.Span);
            return "sha256:" + Convert.ToHexStringLower(hash.GetCurrentHash());
        }
    }

    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
    {
        foreach (var piece in Pieces()) await stream.WriteAsync(piece);
    }

    protected override bool TryComputeLength(out long announced)
    {
        announced = length;
        return announceLength;
    }

    private IEnumerable<ReadOnlyMemory<byte>> Pieces()
    {
        var piece = new byte[PieceSize];
        new Random(seed).NextBytes(piece);
        for (long sent = 0, number = 0; sent < length; sent += PieceSize, number++)
        {
            MemoryMarshal.Write(piece, number);
            yield return piece.AsMemory(0, (int)Math.Min(PieceSize, length - sent));
        }
    }
}
