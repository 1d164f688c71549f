using System.Runtime.CompilerServices;

namespace Plimsoll.Storage.Blobs;

/// <summary>Objects as files of one folder. A file is written under another name first and then takes its place, so that a crash leaves the old one or the new one.</summary>
public sealed class FileSystemObjectStore : IObjectStore
{
    private const string Unfinished = ".new";

    private readonly string _root;

    private FileSystemObjectStore(string root) => _root = root;

    /// <summary>Opens the store, and makes its folder where it is missing.</summary>
    public static FileSystemObjectStore Open(string root)
    {
        Directory.CreateDirectory(root);
        return new FileSystemObjectStore(Path.GetFullPath(root));
    }

    /// <inheritdoc/>
    public Task PutAsync(string name, ReadOnlyMemory<byte> content, CancellationToken cancellationToken) => Task.Run(() => Put(PathOf(name), content.Span), cancellationToken);

    /// <inheritdoc/>
    public async Task<byte[]?> GetAsync(string name, CancellationToken cancellationToken)
    {
        try
        {
            return await File.ReadAllBytesAsync(PathOf(name), cancellationToken);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
    }

    /// <inheritdoc/>
    public Task DeleteAsync(string name, CancellationToken cancellationToken)
    {
        var path = PathOf(name);
        if (File.Exists(path)) File.Delete(path);
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<(string Name, long Size)> ListAsync(string prefix, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var files = new DirectoryInfo(_root).EnumerateFiles("*", SearchOption.AllDirectories).Select(f => (Name: NameOf(f), f.Length));
        foreach (var (name, length) in files.Where(f => f.Name.StartsWith(prefix, StringComparison.Ordinal) && !f.Name.EndsWith(Unfinished, StringComparison.Ordinal)).OrderBy(f => f.Name, StringComparer.Ordinal))
        {
            cancellationToken.ThrowIfCancellationRequested();
            yield return (name, length);
        }
        await Task.CompletedTask;
    }

    private string NameOf(FileInfo file) => Path.GetRelativePath(_root, file.FullName).Replace(Path.DirectorySeparatorChar, '/');

    /// <summary>A checked name has no part that begins with a dot, so the path cannot leave the root.</summary>
    private string PathOf(string name) => Path.Combine(_root, ObjectName.Check(name));

    private static void Put(string path, ReadOnlySpan<byte> content)
    {
        var folder = Path.GetDirectoryName(path)!;
        if (!Directory.Exists(folder))
        {
            Directory.CreateDirectory(folder);
            DurableFile.FlushDirectory(Path.GetDirectoryName(folder)!);
        }
        using (var file = File.OpenHandle(path + Unfinished, FileMode.Create, FileAccess.Write))
        {
            RandomAccess.Write(file, content, 0);
            RandomAccess.FlushToDisk(file);
        }
        DurableFile.Replace(path + Unfinished, path);
    }
}
