using System.Runtime.InteropServices;
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

    private const int LongestOnStack = 512;

    private readonly List<int> _parents = [-1];
    private readonly List<int> _ends = [0];
    private readonly List<int> _next = [-1];
    private byte[] _names = new byte[1024];
    private int[] _buckets = [];
    private (string Path, int Number) _lastDirectory = ("", Root);

    /// <summary>Paths in the pool, the root among them; the numbers are 0 to this.</summary>
    public int Count => _parents.Count;

    /// <summary>Bytes of all names.</summary>
    public int NameBytes => _ends[^1];

    /// <summary>The directory that a path is in; -1 for the root.</summary>
    public int ParentOf(int path) => _parents[path];

    /// <summary>The last part of a path, UTF-8; empty for the root.</summary>
    public ReadOnlySpan<byte> NameOf(int path) => path == Root ? [] : _names.AsSpan(_ends[path - 1], _ends[path] - _ends[path - 1]);

    /// <summary>The path as text.</summary>
    public string PathOf(int path)
    {
        if (path == Root) return "";
        var length = -1;
        for (var at = path; at > Root; at = _parents[at]) length += _ends[at] - _ends[at - 1] + 1;
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
        if (Find(parent, name) is var there and >= 0) return there;
        var number = _parents.Count;
        if (number >= _buckets.Length) Rehash(Math.Max(64, number * 2));
        var end = NameBytes;
        if (end + name.Length > _names.Length) Array.Resize(ref _names, Math.Max(_names.Length * 2, end + name.Length));
        name.CopyTo(_names.AsSpan(end));
        _parents.Add(parent);
        _ends.Add(end + name.Length);
        var bucket = BucketOf(parent, name);
        _next.Add(_buckets[bucket]);
        _buckets[bucket] = number;
        return number;
    }

    /// <summary>The number of a path; -1 when it is not in the pool.</summary>
    public int Find(string path) => Walk(path, add: false);

    /// <summary>The number of a name in a directory; -1 when it is not in the pool.</summary>
    public int Find(int parent, ReadOnlySpan<byte> name)
    {
        if (_buckets.Length == 0) Rehash(Math.Max(64, _parents.Count * 2));
        for (var at = _buckets[BucketOf(parent, name)]; at >= 0; at = _next[at])
        {
            if (_parents[at] == parent && NameOf(at).SequenceEqual(name)) return at;
        }
        return -1;
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
        for (var i = 1; i < Count; i++) writer.Number(_ends[i] - _ends[i - 1]);
        writer.Bytes(_names.AsSpan(0, NameBytes));
    }

    internal static PathPool Read(ref FactsReader reader)
    {
        var pool = new PathPool();
        var count = reader.Count();
        for (var i = 1; i < count; i++) pool._parents.Add(FactsReader.Checked(i - reader.Number(), 0, i - 1));
        for (var i = 1; i < count; i++) pool._ends.Add(FactsReader.Checked(pool._ends[i - 1] + reader.Number(), pool._ends[i - 1], int.MaxValue));
        pool._names = reader.Bytes(pool.NameBytes).ToArray();
        CollectionsMarshal.SetCount(pool._next, pool.Count);
        return pool;
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
        Array.Fill(_buckets, -1);
        for (var i = 1; i < _parents.Count; i++)
        {
            var bucket = BucketOf(_parents[i], NameOf(i));
            _next[i] = _buckets[bucket];
            _buckets[bucket] = i;
        }
    }

    /// <summary>The hash is seeded anew in every process, so that no layer can be made whose names all fall into one bucket.</summary>
    private int BucketOf(int parent, ReadOnlySpan<byte> name)
    {
        var hash = new HashCode();
        hash.Add(parent);
        hash.AddBytes(name);
        return (int)((uint)hash.ToHashCode() % (uint)_buckets.Length);
    }
}
