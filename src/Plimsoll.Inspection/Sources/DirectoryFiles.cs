namespace Plimsoll.Inspection.Sources;

/// <summary>The files of a directory.</summary>
internal sealed class DirectoryFiles(string directory) : IFileTree
{
    public string Name => directory;

    public Stream? Open(string path)
    {
        try
        {
            return new FileStream(Path.Combine(directory, path), new FileStreamOptions { Access = FileAccess.Read, Share = FileShare.ReadWrite | FileShare.Delete, BufferSize = 0 });
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
    }

    public long? SizeOf(string path) => new FileInfo(Path.Combine(directory, path)) is { Exists: true } file ? file.Length : null;

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
