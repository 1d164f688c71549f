using System.Globalization;
using System.Text;
using Plimsoll.Core.Facts;
using Plimsoll.Inspection.Sqlite;

namespace Plimsoll.Inspection.Ecosystems.Rpm;

/// <summary>
/// Which header stands on which page of an SQLite database. The database and its log are two files, which may even come from different layers: only
/// in the image, pages of the log take the place of those of the database.
/// </summary>
internal sealed class RpmTree
{
    private const string TreeProperty = "tree";
    private const string RowsProperty = "rows";

    private readonly Dictionary<uint, SqliteNode> _nodes = [];

    /// <summary>The page at which the table begins; null when the schema is not there.</summary>
    public uint? Root { get; set; }

    /// <summary>The rows of the packages, in the order in which they were told.</summary>
    public List<long> Rows { get; } = [];

    /// <summary>Adds a page.</summary>
    public void Add(SqliteNode node) => _nodes[node.Page] = node;

    /// <summary>Keeps it with what the file says.</summary>
    public void KeepIn(FileReport report)
    {
        if (_nodes.Count == 0) return;
        var text = new StringBuilder().Append(CultureInfo.InvariantCulture, $"{Root}");
        foreach (var node in _nodes.Values) text.Append(CultureInfo.InvariantCulture, $";{node.Page}{(node.IsLeaf ? ':' : '>')}{string.Join(',', node.Entries)}");
        report.Keep(TreeProperty, text.ToString());
        report.Keep(RowsProperty, string.Join(',', Rows));
    }

    /// <summary>The packages of a database with its log: for each the file, 0 or 1, and its place there.</summary>
    public static IEnumerable<(int File, int Package)> Merge(CataloguedFile database, CataloguedFile log)
    {
        var all = database.Packages.Select((_, package) => (0, package));
        if (Of(log) is not { } changes) return all;
        // Without the tree of the database nothing tells what the log removed.
        if (Of(database) is not { } tree) return all.Concat(log.Packages.Select((_, package) => (1, package)));
        tree.Root = changes.Root ?? tree.Root;
        foreach (var node in changes._nodes.Values) tree.Add(node);
        var places = new Dictionary<long, (int, int)>();
        for (var i = 0; i < tree.Rows.Count; i++) places[tree.Rows[i]] = (0, i);
        for (var i = 0; i < changes.Rows.Count; i++) places[changes.Rows[i]] = (1, i);
        return tree.Walk().Where(places.ContainsKey).Select(row => places[row]);
    }

    private IEnumerable<long> Walk()
    {
        var pending = new Stack<uint>();
        var seen = new HashSet<uint>();
        pending.Push(Root ?? 0);
        while (pending.TryPop(out var page))
        {
            if (!seen.Add(page) || !_nodes.TryGetValue(page, out var node)) continue;
            foreach (var entry in node.Entries)
            {
                if (node.IsLeaf) yield return entry;
                else pending.Push((uint)entry);
            }
        }
    }

    private static RpmTree? Of(CataloguedFile report)
    {
        if (report.Properties is not { } properties || !properties.TryGetValue(TreeProperty, out var text)) return null;
        var parts = text.Split(';');
        var tree = new RpmTree { Root = uint.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out var root) ? root : null };
        foreach (var part in parts.AsSpan(1))
        {
            var end = part.AsSpan().IndexOfAny(':', '>');
            tree.Add(new SqliteNode(uint.Parse(part.AsSpan(0, end), CultureInfo.InvariantCulture), part[end] == ':', Numbers(part[(end + 1)..])));
        }
        tree.Rows.AddRange(Numbers(properties.GetValueOrDefault(RowsProperty) ?? ""));
        return tree;
    }

    private static List<long> Numbers(string text) => text.Length == 0 ? [] : [.. text.Split(',').Select(number => long.Parse(number, CultureInfo.InvariantCulture))];
}
