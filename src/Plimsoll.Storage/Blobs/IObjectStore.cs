using System.Buffers;

namespace Plimsoll.Storage.Blobs;

/// <summary>
/// Small objects with names, beside the blobs and apart from them: the journal and the mark of the store. Names have letters, digits, '.', '-' and '/'.
/// </summary>
public interface IObjectStore
{
    /// <summary>Writes an object, in place of the one of this name when there is one. Durable when it returns; readers see the old one or the new one whole.</summary>
    Task PutAsync(string name, ReadOnlyMemory<byte> content, CancellationToken cancellationToken);

    /// <summary>The content, or null when there is no such object.</summary>
    Task<byte[]?> GetAsync(string name, CancellationToken cancellationToken);

    /// <summary>Deletes an object. Deleting one that does not exist is no error.</summary>
    Task DeleteAsync(string name, CancellationToken cancellationToken);

    /// <summary>Names that begin with a text, in ASCII order, with sizes in bytes.</summary>
    IAsyncEnumerable<(string Name, long Size)> ListAsync(string prefix, CancellationToken cancellationToken);
}

/// <summary>What names of objects may look like.</summary>
public static class ObjectName
{
    private static readonly SearchValues<char> Allowed = SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-/");

    /// <summary>The name itself.</summary>
    /// <exception cref="ArgumentException">It could mean something else on some store.</exception>
    public static string Check(string name) =>
        name.Length is > 0 and <= 200 && !name.AsSpan().ContainsAnyExcept(Allowed) && name.Split('/').All(part => part.Length > 0 && part[0] != '.')
            ? name
            : throw new ArgumentException($"'{name}' is no name of an object", nameof(name));
}
