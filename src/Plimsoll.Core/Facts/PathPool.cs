using System.Text;

namespace Plimsoll.Core.Facts;

/// <summary>
/// Paths as numbers. Each path is kept once, as the number of its directory and the last part of its name: a layer of a million files costs tens of
/// bytes for each. Paths have no leading slash; number 0 is the root. Names are UTF-8.
/// </summary>
public sealed class PathPool
{
    /// <summary>The number of the root, whose path is empty.</summary>
    public const int Root = 0;

    /// <summary>Bytes of a name: no file system has longer ones, and tars that claim them are cut off before.</summary>
    public const int LongestName = 4096 * 3;

    private const int LongestOnStack = 512;

    private const int BlockShift = 16;
    private const int BlockSize = 1 << BlockShift;
    private const int FirstBlock = 1024;

    private readonly Column<int> _parents = new();
    private readonly Column<int> _starts = new();
    private readonly Column<ushort> _lengths = new();
    private readonly List<byte[]> _blocks = [];
    private int _blockEnd = BlockSize;
    private Column<int> _next = new();

    /// <summary>Hashes are not cheap, and all are needed again when the pool grows.</summary>
    private Column<uint> _hashes = new();
    private int[] _buckets = [];
    private (string Path, int Number) _lastDirectory = ("", Root);

    /// <summary>Makes a pool with nothing but the root.</summary>
    public PathPool()
    {
        _parents.Add(-1);
        _starts.Add(0);
        _lengths.Add(0);
    }

    /// <summary>Paths in the pool, the root among them; the numbers are 0 to this.</summary>
    public int Count => _parents.Count;

    /// <summary>Bytes of all names.</summary>
    public long NameBytes { get; private set; }

    /// <summary>The directory that a path is in; -1 for the root.</summary>
    public int ParentOf(int path) => _parents[path];

    /// <summary>The last part of a path, UTF-8; empty for the root.</summary>
    public ReadOnlySpan<byte> NameOf(int path) =>
        path == Root ? [] : _blocks[_starts[path] >> BlockShift].AsSpan(_starts[path] & (BlockSize - 1), _lengths[path]);

    /// <summary>The path as text.</summary>
    public string PathOf(int path)
    {
        if (path == Root) return "";
        var length = -1;
        for (var at = path; at > Root; at = _parents[at]) length += _lengths[at] + 1;
        var bytes = length <= LongestOnStack ? stackalloc byte[length] : new byte[length];
        var end = length;
        for (var at = path; at > Root; at = _parents[at])
        {
            var name = NameOf(at);
            name.CopyTo(bytes[(end - name.Length)..]);
            end -= name.Length + 1;
            if (end >= 0) bytes[end] = (byte)'/';
        }
        return Encoding.UTF8.GetString(bytes);
    }

    /// <summary>The number of a path, which is added when it is new. Empty parts are left out.</summary>
    public int Add(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        var slash = path.LastIndexOf('/');
        if (slash < 0) return AddName(Root, path);
        // Files of one directory follow each other, so the last directory is most often the right one.
        if (!path.AsSpan(0, slash).SequenceEqual(_lastDirectory.Path)) _lastDirectory = (path[..slash], Walk(path.AsSpan(0, slash), add: true));
        return AddName(_lastDirectory.Number, path.AsSpan(slash + 1));
    }

    /// <summary>The number of a name in a directory, which is added when it is new.</summary>
    public int Add(int parent, ReadOnlySpan<byte> name)
    {
        if (_buckets.Length == 0) Rehash(Math.Max(64, Count * 2));
        var hash = HashOf(parent, name);
        if (Find(hash, parent, name) is var there and >= 0) return there;
        var number = Count;
        if (number >= _buckets.Length) Rehash(number * 2);
        Append(parent, name);
        ref var bucket = ref _buckets[hash % (uint)_buckets.Length];
        _next.Add(bucket);
        _hashes.Add(hash);
        bucket = number;
        return number;
    }

    /// <summary>Gives back what only adding and finding need; it is made anew when they are.</summary>
    public void Trim()
    {
        _buckets = [];
        (_next, _hashes) = (new(), new());
    }

    /// <summary>The number of a path; -1 when it is not in the pool.</summary>
    public int Find(string path) => Walk(path, add: false);

    /// <summary>The number of a name in a directory; -1 when it is not in the pool.</summary>
    public int Find(int parent, ReadOnlySpan<byte> name)
    {
        if (_buckets.Length == 0) Rehash(Math.Max(64, Count * 2));
        return Find(HashOf(parent, name), parent, name);
    }

    /// <summary>The number of a name in a directory; -1 when it is not in the pool.</summary>
    public int Find(int parent, ReadOnlySpan<char> name)
    {
        var size = Encoding.UTF8.GetMaxByteCount(name.Length);
        var bytes = size <= LongestOnStack ? stackalloc byte[size] : new byte[size];
        return Find(parent, bytes[..Encoding.UTF8.GetBytes(name, bytes)]);
    }

    internal void Write(FactsWriter writer)
    {
        writer.Number(Count);
        for (var i = 1; i < Count; i++) writer.Number(i - _parents[i]);
        for (var i = 1; i < Count; i++)
        {
            writer.Number(_lengths[i]);
            writer.Bytes(NameOf(i));
        }
    }

    internal static PathPool Read(ref FactsReader reader)
    {
        var pool = new PathPool();
        var count = reader.Count();
        var parents = new Column<int>();
        for (var i = 1; i < count; i++) parents.Add(FactsReader.Checked(i - reader.Number(), 0, i - 1));
        for (var i = 1; i < count; i++) pool.Append(parents[i - 1], reader.Bytes(reader.Number(0, LongestName)));
        return pool;
    }

    private void Append(int parent, ReadOnlySpan<byte> name)
    {
        if (name.Length > LongestName) throw new ArgumentException("The name is too long.", nameof(name));
        Reserve(name.Length);
        name.CopyTo(_blocks[^1].AsSpan(_blockEnd));
        _parents.Add(parent);
        _starts.Add(((_blocks.Count - 1) << BlockShift) + _blockEnd);
        _lengths.Add((ushort)name.Length);
        _blockEnd += name.Length;
        NameBytes += name.Length;
    }

    /// <summary>A name lies in one block. The first block starts small, because most layers are.</summary>
    private void Reserve(int length)
    {
        if (_blocks.Count == 0 || _blockEnd + length > BlockSize)
        {
            _blocks.Add(new byte[_blocks.Count == 0 ? Math.Max(FirstBlock, length) : BlockSize]);
            _blockEnd = 0;
        }
        else if (_blockEnd + length > _blocks[^1].Length)
        {
            var larger = new byte[Math.Min(BlockSize, Math.Max(_blocks[^1].Length * 2, _blockEnd + length))];
            _blocks[^1].CopyTo(larger, 0);
            _blocks[^1] = larger;
        }
    }

    private int AddName(int parent, ReadOnlySpan<char> name)
    {
        if (name.IsEmpty) return parent;
        var size = Encoding.UTF8.GetMaxByteCount(name.Length);
        var bytes = size <= LongestOnStack ? stackalloc byte[size] : new byte[size];
        return Add(parent, bytes[..Encoding.UTF8.GetBytes(name, bytes)]);
    }

    private int Walk(ReadOnlySpan<char> path, bool add)
    {
        var at = Root;
        foreach (var part in path.Split('/'))
        {
            var name = path[part];
            if (name.IsEmpty) continue;
            at = add ? AddName(at, name) : Find(at, name);
            if (at < 0) return -1;
        }
        return at;
    }

    private void Rehash(int size)
    {
        _buckets = new int[size];
        for (var i = _next.Count; i < Count; i++)
        {
            _next.Add(Root);
            _hashes.Add(HashOf(_parents[i], NameOf(i)));
        }
        for (var i = 1; i < Count; i++)
        {
            ref var bucket = ref _buckets[_hashes[i] % (uint)size];
            _next[i] = bucket;
            bucket = i;
        }
    }

    /// <summary>The root has no name to be found by, so its number ends the list of a bucket.</summary>
    private int Find(uint hash, int parent, ReadOnlySpan<byte> name)
    {
        for (var at = _buckets[hash % (uint)_buckets.Length]; at != Root; at = _next[at])
        {
            if (_hashes[at] == hash && _parents[at] == parent && NameOf(at).SequenceEqual(name)) return at;
        }
        return -1;
    }

    /// <summary>The hash is seeded anew in every process, so that no layer can be made whose names all fall into one bucket.</summary>
    private static uint HashOf(int parent, ReadOnlySpan<byte> name)
    {
        var hash = new HashCode();
        hash.Add(parent);
        hash.AddBytes(name);
        return (uint)hash.ToHashCode();
    }
}
