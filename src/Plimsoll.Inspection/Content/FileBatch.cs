using System.Buffers;
using Plimsoll.Core.Facts;

namespace Plimsoll.Inspection.Content;

/// <summary>
/// Holds the contents of files until there are enough of them to be hashed by MD5 at once (<see cref="Md5Lanes"/>). What lies here is read in place by all who want it.
/// </summary>
/// <param name="files">Takes the digests, in the order of the files.</param>
internal sealed class FileBatch(FileIndex files) : IDisposable
{
    /// <summary>Bytes of the largest file that it holds.</summary>
    public const int MaxFile = 1 << 20;

    private const int Room = 4 << 20;
    private const int MaxFiles = 4096;

    /// <summary>In place of the length of a file that was hashed already.</summary>
    private const int Hashed = -1;

    private readonly List<int> _files = [];
    private readonly List<int> _starts = [];
    private readonly List<int> _lengths = [];
    private byte[] _buffer = [];
    private int _end;

    /// <summary>Where the content of the next file goes; what lay there is gone.</summary>
    /// <param name="length">Bytes that there is to be room for.</param>
    public Memory<byte> Reserve(int length)
    {
        if (_buffer.Length == 0) _buffer = ArrayPool<byte>.Shared.Rent(Room);
        if (_buffer.Length - _end < length || _files.Count == MaxFiles) Flush();
        return _buffer.AsMemory(_end);
    }

    /// <summary>Keeps the file that was read to where <see cref="Reserve"/> said.</summary>
    public void Add(int file, int length) => Add(file, length, length);

    /// <summary>Takes the digest of a file that was hashed by itself, which may not come before those of the files before it.</summary>
    public void AddDigest(int file, ReadOnlySpan<byte> digest)
    {
        if (_buffer.Length - _end < digest.Length) Flush();
        if (_files.Count == 0)
        {
            files.SetDigest(file, FileDigestKind.Md5, digest);
            return;
        }
        digest.CopyTo(_buffer.AsSpan(_end));
        Add(file, Hashed, digest.Length);
    }

    /// <summary>Hashes what is here.</summary>
    public void Flush()
    {
        int[] starts = new int[_files.Count], lengths = new int[_files.Count];
        var messages = 0;
        for (var i = 0; i < _files.Count; i++)
        {
            if (_lengths[i] != Hashed) (starts[messages], lengths[messages++]) = (_starts[i], _lengths[i]);
        }
        var digests = new byte[messages * Md5Lanes.DigestSize];
        Md5Lanes.HashAll(_buffer, starts[..messages], lengths[..messages], digests);
        var rest = digests.AsSpan();
        for (var i = 0; i < _files.Count; i++)
        {
            var isHashed = _lengths[i] == Hashed;
            files.SetDigest(_files[i], FileDigestKind.Md5, isHashed ? _buffer.AsSpan(_starts[i], Md5Lanes.DigestSize) : rest[..Md5Lanes.DigestSize]);
            if (!isHashed) rest = rest[Md5Lanes.DigestSize..];
        }
        _files.Clear();
        _starts.Clear();
        _lengths.Clear();
        _end = 0;
    }

    public void Dispose()
    {
        if (_buffer.Length > 0) ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = [];
    }

    private void Add(int file, int length, int taken)
    {
        _files.Add(file);
        _starts.Add(_end);
        _lengths.Add(length);
        _end += taken;
    }
}
