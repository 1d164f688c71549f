namespace Plimsoll.Core.Facts;

/// <summary>Digests of one kind, of those files of a layer that have one.</summary>
/// <param name="width">Bytes of a digest.</param>
internal sealed class FileDigests(int width)
{
    private readonly List<int> _files = [];
    private byte[] _bytes = [];

    /// <summary>Sets the digest of a file. It is quick where the file has one, or was added after all that have one.</summary>
    public void Set(int file, ReadOnlySpan<byte> digest)
    {
        var at = _files is [.., var last] && file <= last ? _files.BinarySearch(file) : ~_files.Count;
        if (at < 0) Insert(at = ~at, file);
        digest[..width].CopyTo(_bytes.AsSpan(at * width));
    }

    /// <summary>The digest of a file; empty when it has none.</summary>
    public ReadOnlySpan<byte> Of(int file) => _files.BinarySearch(file) is var at and >= 0 ? _bytes.AsSpan(at * width, width) : [];

    private void Insert(int at, int file)
    {
        var end = _files.Count * width;
        if (end + width > _bytes.Length) Array.Resize(ref _bytes, Math.Max(width * 16, _bytes.Length * 2));
        _bytes.AsSpan((at * width)..end).CopyTo(_bytes.AsSpan((at + 1) * width));
        _files.Insert(at, file);
    }

    public void Write(FactsWriter writer)
    {
        writer.Number(_files.Count);
        var last = 0;
        foreach (var file in _files)
        {
            writer.Number(file - last);
            last = file;
        }
        writer.Bytes(_bytes.AsSpan(0, _files.Count * width));
    }

    public void Read(ref FactsReader reader, int files)
    {
        var count = reader.Count();
        var last = 0;
        for (var i = 0; i < count; i++) _files.Add(last = FactsReader.Checked(last + reader.Number(), 0, files - 1));
        _bytes = reader.Bytes(checked(count * width)).ToArray();
    }
}
