using System.Buffers;
using System.Security.Cryptography;
using Plimsoll.Core.Facts;
using Plimsoll.Inspection.Content;
using Plimsoll.Inspection.Layers;
using Plimsoll.Inspection.Layers.Merging;

namespace Plimsoll.Inspection.Images;

/// <summary>The SHA-256 of files that were hashed by MD5 alone, because they lie where dpkg's files lie, and turned out not to be dpkg's (<see cref="DigestDemand"/>).</summary>
internal static class LateDigests
{
    private const int BufferSize = 64 << 10;

    /// <summary>The files whose SHA-256 is stated, or compared with what a package lists, and is not there: their numbers, by layer.</summary>
    public static SortedList<int, List<int>> Wanted(ImageView image)
    {
        var wanted = new SortedList<int, List<int>>();
        foreach (var executable in UnownedExecutables.Find(image)) Want(executable.File);
        foreach (var (file, claim) in image.Owners.Claims())
        {
            if (claim is { Kind: FileDigestKind.Sha256, Digest.IsEmpty: false }) Want(file);
        }
        return wanted;

        void Want(MergedFile file)
        {
            if (file.Facts is not { Type: FileType.File } facts || !facts.Sha256.IsEmpty || facts.DigestOf(FileDigestKind.Md5).IsEmpty) return;
            if (!wanted.TryGetValue(file.Content.Layer, out var files)) wanted.Add(file.Content.Layer, files = []);
            files.Add(facts.Number);
        }
    }

    /// <summary>Reads files once more and keeps their digests.</summary>
    /// <param name="blob">The layer as it is stored.</param>
    /// <param name="index">Its files.</param>
    /// <param name="wanted">Numbers of those that are wanted.</param>
    /// <param name="limits">What the pass may cost.</param>
    /// <param name="deadline">When to stop.</param>
    /// <param name="cancellationToken">Ends it with an exception.</param>
    /// <returns>Why not all of them were read; null when they were.</returns>
    public static string? Add(Stream blob, FileIndex index, IReadOnlyList<int> wanted, LayerLimits limits, Deadline deadline, CancellationToken cancellationToken)
    {
        using var md5 = IncrementalHash.CreateHash(HashAlgorithmName.MD5);
        using var sha256 = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var missing = wanted.Distinct().ToLookup(file => index[file].Path, StringComparer.Ordinal);
        var left = missing.Sum(files => files.Count());
        var buffer = ArrayPool<byte>.Shared.Rent(BufferSize);
        try
        {
            var reason = SecondPass.Over(blob, limits, deadline, (path, open) =>
            {
                if (!missing.Contains(path)) return true;
                using (var content = open())
                {
                    while (content.Read(buffer) is var read and > 0)
                    {
                        md5.AppendData(buffer, 0, read);
                        sha256.AppendData(buffer, 0, read);
                    }
                }
                var (seen, digest) = (md5.GetHashAndReset(), sha256.GetHashAndReset());
                foreach (var file in missing[path])
                {
                    // A name can stand in a layer several times.
                    if (!index[file].Sha256.IsEmpty || !index[file].DigestOf(FileDigestKind.Md5).SequenceEqual(seen)) continue;
                    index.SetDigest(file, FileDigestKind.Sha256, digest);
                    left--;
                }
                return left > 0;
            }, cancellationToken);
            return reason ?? (left > 0 ? "its bytes are not those that were there before" : null);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}
