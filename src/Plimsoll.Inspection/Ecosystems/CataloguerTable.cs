namespace Plimsoll.Inspection.Ecosystems;

/// <summary>Finds the cataloguers that want a file.</summary>
internal sealed class CataloguerTable
{
    private readonly Dictionary<string, List<ICataloguer>>.AlternateLookup<ReadOnlySpan<char>> _names;
    private readonly Dictionary<string, List<ICataloguer>>.AlternateLookup<ReadOnlySpan<char>> _directories;
    private readonly Dictionary<string, List<(string Ending, ICataloguer Cataloguer)>>.AlternateLookup<ReadOnlySpan<char>> _extensions;
    private readonly List<(byte[] Magic, ICataloguer Cataloguer)> _magics = [];

    public CataloguerTable(IReadOnlyList<ICataloguer> cataloguers)
    {
        All = cataloguers;
        var (names, directories) = (new Dictionary<string, List<ICataloguer>>(StringComparer.Ordinal), new Dictionary<string, List<ICataloguer>>(StringComparer.Ordinal));
        var extensions = new Dictionary<string, List<(string, ICataloguer)>>(StringComparer.Ordinal);
        foreach (var cataloguer in cataloguers)
        {
            foreach (var match in cataloguer.Matches)
            {
                switch (match)
                {
                    case FileMatch.Name(var name):
                        Add(names, name, cataloguer);
                        break;
                    case FileMatch.Directory(var name):
                        Add(directories, name, cataloguer);
                        break;
                    case FileMatch.End(var ending):
                        Add(extensions, ending[ending.LastIndexOf('.')..], (ending, cataloguer));
                        break;
                    case FileMatch.Start(var magic):
                        _magics.Add((magic, cataloguer));
                        break;
                }
            }
        }
        _names = names.GetAlternateLookup<ReadOnlySpan<char>>();
        _directories = directories.GetAlternateLookup<ReadOnlySpan<char>>();
        _extensions = extensions.GetAlternateLookup<ReadOnlySpan<char>>();
    }

    /// <summary>Every cataloguer.</summary>
    public IReadOnlyList<ICataloguer> All { get; }

    /// <summary>Fills the list with the cataloguers that want a file, each once.</summary>
    public void Find(string path, ReadOnlySpan<byte> start, List<ICataloguer> found)
    {
        found.Clear();
        var slash = path.LastIndexOf('/');
        var name = path.AsSpan(slash + 1);
        if (_names.TryGetValue(name, out var named)) Take(named, path, found);
        if (slash > 0 && _directories.TryGetValue(path.AsSpan(path.LastIndexOf('/', slash - 1) + 1, slash - path.LastIndexOf('/', slash - 1) - 1), out var inside)) Take(inside, path, found);
        if (name.LastIndexOf('.') is var dot and >= 0 && _extensions.TryGetValue(name[dot..], out var endings))
        {
            foreach (var (ending, cataloguer) in endings)
            {
                if (name.EndsWith(ending)) Take(cataloguer, path, found);
            }
        }
        foreach (var (magic, cataloguer) in _magics)
        {
            if (start.StartsWith(magic)) Take(cataloguer, path, found);
        }
    }

    private static void Take(List<ICataloguer> cataloguers, string path, List<ICataloguer> found)
    {
        foreach (var cataloguer in cataloguers) Take(cataloguer, path, found);
    }

    private static void Take(ICataloguer cataloguer, string path, List<ICataloguer> found)
    {
        if (!found.Contains(cataloguer) && cataloguer.Accepts(path)) found.Add(cataloguer);
    }

    private static void Add<T>(Dictionary<string, List<T>> table, string key, T value)
    {
        if (!table.TryGetValue(key, out var values)) table.Add(key, values = []);
        values.Add(value);
    }
}
