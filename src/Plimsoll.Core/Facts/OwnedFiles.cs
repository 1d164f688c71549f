using System.Runtime.InteropServices;

namespace Plimsoll.Core.Facts;

/// <summary>What a package manager says of a file that it installed.</summary>
[Flags]
public enum OwnedFileTraits
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>A configuration file: a change of it is the administrator's right.</summary>
    Configuration = 1,

    /// <summary>Made at run time: it need not be there, and its content is not known.</summary>
    Ghost = 2,

    /// <summary>Documentation: images often leave it out.</summary>
    Documentation = 4,

    /// <summary>A licence text.</summary>
    Licence = 8,
}

/// <summary>A file that a package says it owns.</summary>
/// <param name="Package">Place of the package in <see cref="CataloguedFile.Packages"/>; -1 where the catalogued file as a whole belongs to one package.</param>
/// <param name="Path">Number in <see cref="FileIndex.Paths"/> of the same layer, as the package manager writes it: directories may be links.</param>
/// <param name="Traits">What else is said of it.</param>
/// <param name="Mode">Permission bits that were installed; null where the package manager does not list them.</param>
/// <param name="DigestKind">Hash function of the digest.</param>
/// <param name="Digest">Digest of the content as it was installed; empty where none is listed.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct OwnedFile(int Package, int Path, OwnedFileTraits Traits, int? Mode, FileDigestKind DigestKind, ReadOnlyMemory<byte> Digest);

/// <summary>The files that the packages of a layer own, in columns: there are as many of them as files.</summary>
public sealed class OwnedFiles
{
    private readonly List<int> _packages = [];
    private readonly List<int> _paths = [];
    private readonly List<byte> _traits = [];
    private readonly List<short> _modes = [];
    private readonly List<byte> _kinds = [];
    private readonly List<int> _digestEnds = [];
    private byte[] _digests = [];

    /// <summary>Files of all packages.</summary>
    public int Count => _paths.Count;

    private int DigestBytes => _digestEnds.Count == 0 ? 0 : _digestEnds[^1];

    /// <summary>One of them.</summary>
    public OwnedFile this[int index]
    {
        get
        {
            var start = index == 0 ? 0 : _digestEnds[index - 1];
            return new OwnedFile(_packages[index], _paths[index], (OwnedFileTraits)_traits[index], _modes[index] < 0 ? null : _modes[index],
                (FileDigestKind)_kinds[index], _digests.AsMemory(start, _digestEnds[index] - start));
        }
    }

    /// <summary>Adds a file.</summary>
    public void Add(int package, int path, OwnedFileTraits traits, int? mode, FileDigestKind kind, ReadOnlySpan<byte> digest)
    {
        var end = DigestBytes;
        if (end + digest.Length > _digests.Length) Array.Resize(ref _digests, Math.Max(end + digest.Length, _digests.Length * 2));
        digest.CopyTo(_digests.AsSpan(end));
        _packages.Add(package);
        _paths.Add(path);
        _traits.Add((byte)traits);
        _modes.Add((short)(mode & 0xfff ?? -1));
        _kinds.Add((byte)(digest.IsEmpty ? FileDigestKind.None : kind));
        _digestEnds.Add(end + digest.Length);
    }

    internal void Write(FactsWriter writer)
    {
        writer.Number(Count);
        foreach (var package in _packages) writer.Number(package + 1);
        foreach (var path in _paths) writer.Number(path);
        foreach (var traits in _traits) writer.Number(traits);
        foreach (var mode in _modes) writer.Number(mode + 1);
        foreach (var kind in _kinds) writer.Number(kind);
        for (var i = 0; i < Count; i++) writer.Number(_digestEnds[i] - (i == 0 ? 0 : _digestEnds[i - 1]));
        writer.Bytes(_digests.AsSpan(0, DigestBytes));
    }

    internal static OwnedFiles Read(ref FactsReader reader, int paths)
    {
        var files = new OwnedFiles();
        var count = reader.Count();
        for (var i = 0; i < count; i++) files._packages.Add(reader.Number(0, int.MaxValue) - 1);
        for (var i = 0; i < count; i++) files._paths.Add(reader.Number(0, paths - 1));
        for (var i = 0; i < count; i++) files._traits.Add((byte)reader.Number(0, byte.MaxValue));
        for (var i = 0; i < count; i++) files._modes.Add((short)(reader.Number(0, 0x1000) - 1));
        for (var i = 0; i < count; i++) files._kinds.Add((byte)reader.Number(0, (int)FileDigestKind.Sha1));
        for (var i = 0; i < count; i++) files._digestEnds.Add(FactsReader.Checked(files.DigestBytes + reader.Number(), files.DigestBytes, int.MaxValue));
        files._digests = reader.Bytes(files.DigestBytes).ToArray();
        return files;
    }
}
