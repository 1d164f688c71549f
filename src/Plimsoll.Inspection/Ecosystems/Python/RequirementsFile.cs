using System.Buffers;
using Plimsoll.Inspection.Content;
using Plimsoll.Inspection.Ecosystems.LockFiles;

namespace Plimsoll.Inspection.Ecosystems.Python;

/// <summary>
/// <c>requirements.txt</c> (pip documentation, "Requirements File Format"), as far as versions are pinned: a range is no version. What packages say
/// they carry inside (<c>_vendor/vendor.txt</c>) has the same form.
/// </summary>
internal static class RequirementsFile
{
    private const int MaxLine = 64 << 10;

    private static readonly SearchValues<char> Ends = SearchValues.Create(" ;,#\\\t");

    public static void Read(FileContent file, LockReport report)
    {
        using var content = file.Open();
        using var lines = new LineReader(content, MaxLine);
        while (lines.TryRead(out var bytes))
        {
            var line = ForeignText.Decode(bytes).Trim();
            if (line.Length == 0 || line[0] is '#' or '-') continue;
            var equals = line.IndexOf("==", StringComparison.Ordinal);
            if (equals <= 0) continue;
            var name = line[..(line.IndexOf('[') is var extras and > 0 && extras < equals ? extras : equals)].Trim();
            var version = line[equals..].TrimStart('=').TrimStart();
            if (version.AsSpan().IndexOfAny(Ends) is var end and >= 0) version = version[..end];
            if (IsName(name) && version.Length > 0 && !version.Contains('*') && !report.TryAdd(PythonName.Package(name, version), null, PythonName.Normalize(name))) return;
        }
    }

    private static bool IsName(string name) => name.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.');
}
