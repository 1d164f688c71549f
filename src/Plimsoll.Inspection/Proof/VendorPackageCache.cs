using System.Collections.Concurrent;

namespace Plimsoll.Inspection.Proof;

/// <summary>What is in package files that were read, by the digest of the file: a base image has the same ones again and again.</summary>
internal sealed class VendorPackageCache
{
    /// <summary>Files of all packages that are kept, about 200 bytes each.</summary>
    private const int MaxFiles = 200_000;

    private readonly ConcurrentDictionary<string, IReadOnlyList<VendorFile>> _packages = new(StringComparer.Ordinal);
    private int _files;

    public IReadOnlyList<VendorFile>? Find(string key) => _packages.GetValueOrDefault(key);

    public void Add(string key, IReadOnlyList<VendorFile> files)
    {
        if (Interlocked.Add(ref _files, files.Count) > MaxFiles)
        {
            // Rarely so many are needed at once that it matters which are kept.
            _packages.Clear();
            Interlocked.Exchange(ref _files, files.Count);
        }
        _packages[key] = files;
    }
}
