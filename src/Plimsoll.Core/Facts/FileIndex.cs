using System.Collections;

namespace Plimsoll.Core.Facts;

/// <summary>
/// The entries of a layer in the order of the tar, whiteouts among them. They are kept in columns, about 60 bytes an entry with its path and
/// digest, because layers can have a million of them.
/// </summary>
public sealed class FileIndex : IReadOnlyList<FileFacts>
{
    private static readonly byte[] EmptySha256 = Convert.FromHexString(Digest.EmptyBlob.Hex);
    private static readonly byte[] EmptyMd5 = Convert.FromHexString("d41d8cd98f00b204e9800998ecf8427e");
    private static readonly byte[] EmptySha1 = Convert.FromHexString("da39a3ee5e6b4b0d3255bfef95601890afd80709");

    private readonly Column<int> _paths = new();
    private readonly Column<byte> _types = new();
    private readonly Column<ushort> _modes = new();
    private readonly Column<long> _sizes = new();
    private readonly Column<int> _owners = new();
    private readonly List<(int UserId, int GroupId)> _ownerPairs = [];
    private readonly Dictionary<(int, int), int> _ownerNumbers = [];
    private readonly Dictionary<int, string> _links = [];
    private readonly Dictionary<int, (int Major, int Minor)> _devices = [];
    private readonly Dictionary<int, byte[]> _capabilities = [];
    private readonly FileDigests _sha256 = new(32);
    private readonly FileDigests _md5 = new(16);
    private readonly FileDigests _sha1 = new(20);

    /// <summary>The paths of the entries, and those that packages of the layer say they own.</summary>
    public PathPool Paths { get; private init; } = new();

    /// <inheritdoc/>
    public int Count => _paths.Count;

    /// <inheritdoc/>
    public FileFacts this[int index] => index >= 0 && index < Count ? new FileFacts(this, index) : throw new ArgumentOutOfRangeException(nameof(index));

    /// <summary>Adds an entry and returns its number.</summary>
    public int Add(FileHeader header)
    {
        ArgumentNullException.ThrowIfNull(header);
        var number = Count;
        _paths.Add(Paths.Add(header.Path));
        _types.Add((byte)header.Type);
        _modes.Add((ushort)header.Mode);
        _sizes.Add(header.Size);
        _owners.Add(OwnerNumber((header.UserId, header.GroupId)));
        if (header.Link is not null) _links.Add(number, header.Link);
        if (header is { Type: FileType.CharacterDevice or FileType.BlockDevice }) _devices.Add(number, (header.Major, header.Minor));
        if (!header.Capability.IsEmpty) _capabilities.Add(number, header.Capability.ToArray());
        return number;
    }

    /// <summary>Sets the digest of a file, or replaces it. It is quick where files get their first one in the order in which they were added.</summary>
    public void SetDigest(int file, FileDigestKind kind, ReadOnlySpan<byte> digest) => Column(kind).Set(file, digest);

    /// <inheritdoc/>
    public IEnumerator<FileFacts> GetEnumerator()
    {
        for (var i = 0; i < Count; i++) yield return this[i];
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    internal int PathNumberOf(int file) => _paths[file];
    internal FileType TypeOf(int file) => (FileType)_types[file];
    internal int ModeOf(int file) => _modes[file];
    internal long SizeOf(int file) => _sizes[file];
    internal (int UserId, int GroupId) OwnerOf(int file) => _ownerPairs[_owners[file]];
    internal string? LinkOf(int file) => _links.GetValueOrDefault(file);
    internal (int Major, int Minor) DeviceOf(int file) => _devices.GetValueOrDefault(file);
    internal ReadOnlySpan<byte> CapabilityOf(int file) => _capabilities.GetValueOrDefault(file);

    /// <summary>The digest of nothing is known without being kept.</summary>
    internal ReadOnlySpan<byte> DigestOf(int file, FileDigestKind kind) => TypeOf(file) != FileType.File ? [] : SizeOf(file) > 0 ? Column(kind).Of(file) : kind switch
    {
        FileDigestKind.Sha256 => EmptySha256,
        FileDigestKind.Md5 => EmptyMd5,
        _ => EmptySha1,
    };

    internal void Write(FactsWriter writer)
    {
        Paths.Write(writer);
        writer.Number(Count);
        // Entries mostly come in the order in which their paths were added.
        var last = 0;
        for (var i = 0; i < Count; i++)
        {
            writer.Number(Zigzag(_paths[i] - last));
            last = _paths[i];
        }
        for (var i = 0; i < Count; i++) writer.Number(_types[i]);
        for (var i = 0; i < Count; i++) writer.Number(_modes[i]);
        for (var i = 0; i < Count; i++) writer.Number(_sizes[i]);
        writer.Number(_ownerPairs.Count);
        foreach (var (user, group) in _ownerPairs)
        {
            writer.Number((uint)user);
            writer.Number((uint)group);
        }
        for (var i = 0; i < Count; i++) writer.Number(_owners[i]);
        writer.Number(_links.Count);
        foreach (var (file, link) in _links)
        {
            writer.Number(file);
            writer.Text(link);
        }
        writer.Number(_devices.Count);
        foreach (var (file, (major, minor)) in _devices)
        {
            writer.Number(file);
            writer.Number((uint)major);
            writer.Number((uint)minor);
        }
        writer.Number(_capabilities.Count);
        foreach (var (file, capability) in _capabilities)
        {
            writer.Number(file);
            writer.Number(capability.Length);
            writer.Bytes(capability);
        }
        _sha256.Write(writer);
        _md5.Write(writer);
        _sha1.Write(writer);
    }

    internal static FileIndex Read(ref FactsReader reader)
    {
        var index = new FileIndex { Paths = PathPool.Read(ref reader) };
        var count = reader.Count();
        long last = 0;
        for (var i = 0; i < count; i++) index._paths.Add((int)(last = FactsReader.Checked(last + Unzigzag(reader.Number()), 0, index.Paths.Count - 1)));
        for (var i = 0; i < count; i++) index._types.Add((byte)reader.Number(0, (int)FileType.Opaque));
        for (var i = 0; i < count; i++) index._modes.Add((ushort)reader.Number(0, 0xfff));
        for (var i = 0; i < count; i++) index._sizes.Add(reader.Number());
        for (var pairs = reader.Count(); pairs > 0; pairs--) index._ownerPairs.Add(((int)reader.Number(), (int)reader.Number()));
        for (var i = 0; i < count; i++) index._owners.Add(reader.Number(0, index._ownerPairs.Count - 1));
        for (var links = reader.Count(); links > 0; links--) index._links[reader.Number(0, count - 1)] = reader.Text() ?? "";
        for (var devices = reader.Count(); devices > 0; devices--) index._devices[reader.Number(0, count - 1)] = ((int)reader.Number(), (int)reader.Number());
        for (var capabilities = reader.Count(); capabilities > 0; capabilities--) index._capabilities[reader.Number(0, count - 1)] = reader.Bytes(reader.Count()).ToArray();
        index._sha256.Read(ref reader, count);
        index._md5.Read(ref reader, count);
        index._sha1.Read(ref reader, count);
        return index;
    }

    private FileDigests Column(FileDigestKind kind) => kind switch
    {
        FileDigestKind.Sha256 => _sha256,
        FileDigestKind.Md5 => _md5,
        FileDigestKind.Sha1 => _sha1,
        _ => throw new ArgumentOutOfRangeException(nameof(kind)),
    };

    private int OwnerNumber((int UserId, int GroupId) owner)
    {
        if (_ownerNumbers.TryGetValue(owner, out var number)) return number;
        _ownerPairs.Add(owner);
        return _ownerNumbers[owner] = _ownerPairs.Count - 1;
    }

    private static long Zigzag(int value) => (uint)((value << 1) ^ (value >> 31));

    private static long Unzigzag(long value) => (value >> 1) ^ -(value & 1);
}
