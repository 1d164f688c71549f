using System.Text;

namespace Plimsoll.Inspection.Ecosystems.Formats;

/// <summary>
/// Fields <c>Name: value</c> up to the first empty line, as in mail: the metadata of Python (core metadata specification), manifests of jars (JAR File
/// Specification, "Notes on Manifest and Signature Files"), R's DESCRIPTION (R packages use Debian's form).
/// </summary>
internal static class HeaderFields
{
    private const int MaxLine = 16 << 10;
    private const int MaxValue = 16 << 10;
    private const int MaxLines = 100_000;

    /// <summary>Reads the fields that are wanted, in the order of the file.</summary>
    /// <param name="content">Read as far as needed.</param>
    /// <param name="wants">Whether a field is wanted, by its name.</param>
    /// <param name="fold">What stands between a line and the one that continues it: nothing in manifests of jars.</param>
    public static List<(string Name, string Value)> Read(Stream content, Func<string, bool> wants, string fold)
    {
        var fields = new List<(string, string)>();
        using var lines = new LineReader(content, MaxLine);
        var (name, value) = ("", new StringBuilder());
        for (var i = 0; i < MaxLines && lines.TryRead(out var bytes); i++)
        {
            if (i == 0 && bytes.StartsWith((ReadOnlySpan<byte>)[0xef, 0xbb, 0xbf])) bytes = bytes[3..];
            var line = ForeignText.Decode(bytes.TrimEnd("\r"u8));
            if (line.Length == 0) break;
            if (line[0] is ' ' or '\t')
            {
                if (name.Length > 0 && value.Length + line.Length < MaxValue) value.Append(fold).Append(fold.Length == 0 ? line[1..] : line.Trim());
                continue;
            }
            Add(fields, name, value);
            var colon = line.IndexOf(':');
            name = colon > 0 && wants(line[..colon].Trim()) ? line[..colon].Trim() : "";
            value.Clear();
            if (name.Length > 0) value.Append(line.AsSpan(colon + 1).TrimStart());
        }
        Add(fields, name, value);
        return fields;
    }

    /// <summary>The first value of a field that is not empty; names are compared without case.</summary>
    public static string? First(this List<(string Name, string Value)> fields, string name) =>
        fields.Find(field => field.Name.Equals(name, StringComparison.OrdinalIgnoreCase) && field.Value.Length > 0).Value;

    private static void Add(List<(string Name, string Value)> fields, string name, StringBuilder value)
    {
        if (name.Length > 0 && fields.Count < 10_000) fields.Add((name, value.ToString().Trim()));
    }
}
