using System.Buffers;
using Plimsoll.Core.Facts;

namespace Plimsoll.Inspection.Content;

/// <summary>Keeps the content of one file at a time: in memory up to some size, above it in a temporary file that has no name.</summary>
internal sealed class ContentSpool : IDisposable
{
    /// <summary>Bytes that are kept in memory.</summary>
    public const int MaxInMemory = 4 << 20;

    private const int StartSize = 64 << 10;

    /// <summary>Bytes that are kept in memory of a file that does not fit: its start, which everybody wants to see.</summary>
    private const int StartInMemory = 4 * StartSize;

    private byte[] _buffer = [];
    private int _length;
    private int _most;
    private FileStream? _file;

    /// <summary>Makes ready for a file.</summary>
    public void Begin(long size)
    {
        End();
        _most = size > MaxInMemory ? StartInMemory : MaxInMemory;
        Reserve((int)Math.Min(size, _most));
    }

    /// <summary>Takes the next bytes.</summary>
    public void Add(ReadOnlySpan<byte> bytes)
    {
        if (_file is null && _length + bytes.Length <= _most)
        {
            Reserve(_length + bytes.Length);
            bytes.CopyTo(_buffer.AsSpan(_length));
            _length += bytes.Length;
            return;
        }
        if (_file is null)
        {
            var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.ReadWrite, Share = FileShare.None, BufferSize = 0, Options = FileOptions.DeleteOnClose };
            if (!OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
            _file = new FileStream(Path.Combine(Path.GetTempPath(), Path.GetRandomFileName()), options);
            // Without a name nothing of it is left, even when the process is killed.
            File.Delete(_file.Name);
            _file.Write(_buffer, 0, _length);
        }
        _file.Write(bytes);
        // The start is at hand whatever the pieces were.
        var missing = bytes[..Math.Clamp(StartSize - _length, 0, bytes.Length)];
        Reserve(_length + missing.Length);
        missing.CopyTo(_buffer.AsSpan(_length));
        _length += missing.Length;
    }

    /// <summary>What was taken since <see cref="Begin"/>.</summary>
    public FileContent Content(FileHeader header) =>
        _file is null ? new FileContent(header, _buffer.AsMemory(0, _length)) : new FileContent(header, _file, _buffer.AsMemory(0, Math.Min(_length, StartSize)));

    public void Dispose()
    {
        End();
        if (_buffer.Length > 0) ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = [];
    }

    private void End()
    {
        _file?.Dispose();
        _file = null;
        _length = 0;
    }

    private void Reserve(int size)
    {
        if (size <= _buffer.Length) return;
        var larger = ArrayPool<byte>.Shared.Rent(Math.Max(size, StartSize));
        _buffer.AsSpan(0, _length).CopyTo(larger);
        if (_buffer.Length > 0) ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = larger;
    }
}
