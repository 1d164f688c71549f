using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Plimsoll.Core;
using Plimsoll.Core.Facts;

namespace Plimsoll.Server.Search;

/// <summary>Under what files are found: by their content, and by their name.</summary>
internal static class FileKey
{
    public static long OfContent(Digest digest) => OfHash(Convert.FromHexString(digest.Hex));

    public static long OfName(ReadOnlySpan<byte> name)
    {
        // No file has a name like a slash, so that a name never stands for a content.
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData([(byte)'/', .. name], hash);
        return OfHash(hash);
    }

    public static long OfName(string name) => OfName(Encoding.UTF8.GetBytes(name));

    /// <summary>The keys of all files of a layer, each once, in order: neighbours in the index are written together.</summary>
    public static IReadOnlyList<long> Of(FileIndex files)
    {
        var keys = new HashSet<long>();
        foreach (var file in files)
        {
            if (file.Type is FileType.Directory or FileType.Whiteout or FileType.Opaque) continue;
            keys.Add(OfName(files.Paths.NameOf(file.PathNumber)));
            // Empty files are everywhere, and say nothing.
            if (file.Size > 0 && file.Sha256 is { IsEmpty: false } hash) keys.Add(OfHash(hash));
        }
        return [.. keys.Order()];
    }

    private static long OfHash(ReadOnlySpan<byte> hash) => BinaryPrimitives.ReadInt64BigEndian(hash);
}
