using System.Buffers;
using Plimsoll.Core.Facts;

namespace Plimsoll.Inspection.Content;

/// <summary>
/// Holds the contents of files until there are enough of them to be hashed by MD5 at once (<see cref="Md5Lanes"/>). What lies here is read in place by all who want it.
/// </summary>
/// <param name="files">Takes the digests.</param>
internal sealed class FileBatch(FileIndex files) : IDisposable
{
    /// <summary>Bytes of the largest file that it holds.</summary>
    public const int MaxFile = 5 << 20;

    private const int Room = 10 << 20;
    private const int MaxFiles = 4096;

    private readonly Md5Lanes _lanes = new((file, digest) => files.SetDigest(file, FileDigestKind.Md5, digest));
    private byte[] _buffer = [];
    private int _end;

    /// <summary>Where the content of the next file goes; what lay there is gone.</summary>
    /// <param name="length">Bytes that there is to be room for.</param>
    public Memory<byte> Reserve(int length)
    {
        if (_buffer.Length == 0) _buffer = ArrayPool<byte>.Shared.Rent(Room);
        if (Room - _end < length || _lanes.Waiting == MaxFiles) _end = _lanes.Run(_buffer, Math.Min(Room / 2, Room - length));
        return _buffer.AsMemory(_end, Room - _end);
    }

    /// <summary>Keeps the file that was read to where <see cref="Reserve"/> said.</summary>
    public void Add(int file, int length)
    {
        // Digests stand in the order of the files, and that of a long one comes after those of later ones.
        files.SetDigest(file, FileDigestKind.Md5, stackalloc byte[Md5Lanes.DigestSize]);
        _lanes.Add(file, _end, length);
        _end += length;
    }

    /// <summary>Hashes what is here.</summary>
    public void Flush() => _end = _lanes.Run(_buffer, 0);

    public void Dispose()
    {
        if (_buffer.Length > 0) ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = [];
    }
}
