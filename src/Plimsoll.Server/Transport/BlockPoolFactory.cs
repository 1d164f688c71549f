using System.Buffers;
using Microsoft.AspNetCore.Connections;

namespace Plimsoll.Server.Transport;

/// <summary>
/// Gives Kestrel larger buffers. Its own blocks have 4 KiB, and each receives with one system call: a quarter of a million of them for a layer of 1 GiB. Idle
/// connections hold no block (the transport waits for data before it takes one), so larger blocks cost memory only where bytes move.
/// </summary>
internal sealed class BlockPoolFactory : IMemoryPoolFactory<byte>
{
    /// <inheritdoc/>
    public MemoryPool<byte> Create(MemoryPoolOptions? options = null) => new BlockPool();
}
