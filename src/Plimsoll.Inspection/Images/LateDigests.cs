using System.Buffers;
using System.Security.Cryptography;
using Plimsoll.Core.Facts;
using Plimsoll.Inspection.Content;
using Plimsoll.Inspection.Layers;

namespace Plimsoll.Inspection.Images;

/// <summary>The SHA-256 of files that were hashed by MD5 alone, because they lie where dpkg's files lie, and that somebody asks for all the same (<see cref="DigestDemand"/>).</summary>
internal static class LateDigests
{
    private const int BufferSize = 64 << 10;

    /// <summary>
    /// The files that a package may list by SHA-256: all of the names that are listed so, wherever they are, because links and package managers move files. A package manager of a system vouches for
    /// content of any name; where one lists SHA-256 it is all files.
    /// </summary>
    /// <param name="layers">The facts of each layer.</param>
    /// <returns>Numbers of files, by layer.</returns>
    public static SortedList<int, List<int>> Listed(SortedList<int, LayerFacts> layers)
    {
        var wanted = new SortedList<int, List<int>>();
        HashSet<string>? names = null;
        var all = false;
        foreach (var layer in layers.Values)
        {
            foreach (var report in layer.Catalogued) all |= AddNames(layer, report, ref names);
        }
        if (names is null) return wanted;
        foreach (var (number, layer) in layers)
        {
            foreach (var file in layer.Files)
            {
                if (IsLeftOut(file) && (all || names.Contains(NameOf(file.Path)))) Add(wanted, number, file.Number);
            }
        }
        return wanted;
    }

    /// <summary>The files whose SHA-256 the document states: programs that nobody owns.</summary>
    /// <returns>Numbers of files, by layer.</returns>
    public static SortedList<int, List<int>> Stated(ImageView image)
    {
        var wanted = new SortedList<int, List<int>>();
        foreach (var executable in UnownedExecutables.Find(image))
        {
            if (executable.File.Facts is { } facts && IsLeftOut(facts)) Add(wanted, executable.File.Content.Layer, facts.Number);
        }
        return wanted;
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
        var left = new Occurrences(index, wanted);
        var buffer = ArrayPool<byte>.Shared.Rent(BufferSize);
        try
        {
            var reason = SecondPass.Over(blob, limits, deadline, (path, open) =>
            {
                if (!left.Has(path)) return true;
                using (var content = open())
                {
                    while (content.Read(buffer) is var read and > 0)
                    {
                        md5.AppendData(buffer, 0, read);
                        sha256.AppendData(buffer, 0, read);
                    }
                }
                var (seen, digest) = (md5.GetHashAndReset(), sha256.GetHashAndReset());
                if (left.Take(path, seen) is { } file) index.SetDigest(file, FileDigestKind.Sha256, digest);
                return left.Count > 0;
            }, cancellationToken);
            return reason ?? (left.Count > 0 ? "its bytes are not those that were there before" : null);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    /// <summary>Notes the names of files that a report lists by SHA-256; true when a system does so.</summary>
    private static bool AddNames(LayerFacts layer, CataloguedFile report, ref HashSet<string>? names)
    {
        var isListed = false;
        HashSet<int>? there = null;
        for (var i = report.OwnedStart; i < report.OwnedStart + report.OwnedCount; i++)
        {
            if (layer.Owned[i] is not { DigestKind: FileDigestKind.Sha256 } owned) continue;
            isListed = true;
            var path = layer.Files.Paths.PathOf(owned.Path);
            // Files of Python are hashed at once where they are as they are listed, not behind a link.
            if (DigestDemand.IsOfPython(path) && (there ??= PathsOf(layer.Files)).Contains(owned.Path)) continue;
            (names ??= new HashSet<string>(StringComparer.Ordinal)).Add(NameOf(path));
        }
        return isListed && ListedDigests.IsOfSystem(report.Cataloguer);
    }

    private static HashSet<int> PathsOf(FileIndex files)
    {
        var paths = new HashSet<int>();
        foreach (var file in files)
        {
            if (file.Type == FileType.File) paths.Add(file.PathNumber);
        }
        return paths;
    }

    private static bool IsLeftOut(FileFacts file) => file.Type == FileType.File && file.Sha256.IsEmpty && !file.DigestOf(FileDigestKind.Md5).IsEmpty;

    private static string NameOf(string path) => path[(path.LastIndexOf('/') + 1)..];

    private static void Add(SortedList<int, List<int>> wanted, int layer, int file)
    {
        if (!wanted.TryGetValue(layer, out var files)) wanted.Add(layer, files = []);
        files.Add(file);
    }

    /// <summary>
    /// Files of a layer that are still to come, in the order of the tar. A name can stand in a layer several times, so each that is met counts as the first of those with its MD5 that were not met, whether or not it is wanted:
    /// two contents can have one MD5.
    /// </summary>
    private sealed class Occurrences
    {
        private readonly FileIndex _index;
        private readonly Dictionary<string, List<int>> _byPath = new(StringComparer.Ordinal);

        public Occurrences(FileIndex index, IReadOnlyList<int> wanted)
        {
            _index = index;
            var paths = new HashSet<int>();
            foreach (var file in wanted) paths.Add(index[file].PathNumber);
            foreach (var file in index)
            {
                if (!paths.Contains(file.PathNumber) || !IsLeftOut(file)) continue;
                if (!_byPath.TryGetValue(file.Path, out var files)) _byPath.Add(file.Path, files = []);
                files.Add(file.Number);
                Count++;
            }
        }

        /// <summary>How many there are.</summary>
        public int Count { get; private set; }

        public bool Has(string path) => _byPath.TryGetValue(path, out var files) && files.Count > 0;

        public int? Take(string path, ReadOnlySpan<byte> md5)
        {
            var files = _byPath[path];
            for (var i = 0; i < files.Count; i++)
            {
                if (!_index[files[i]].DigestOf(FileDigestKind.Md5).SequenceEqual(md5)) continue;
                var file = files[i];
                files.RemoveAt(i);
                Count--;
                return file;
            }
            return null;
        }
    }
}
