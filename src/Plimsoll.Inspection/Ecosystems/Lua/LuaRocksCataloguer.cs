using System.Text.RegularExpressions;
using Plimsoll.Core.Facts;
using Plimsoll.Inspection.Content;
using Plimsoll.Inspection.Ecosystems.Formats;

namespace Plimsoll.Inspection.Ecosystems.Lua;

/// <summary>Rocks that LuaRocks installed: <c>rocks-5.4/NAME/VERSION/NAME-VERSION.rockspec</c>. The file is Lua code, of which only plain assignments are read.</summary>
internal sealed partial class LuaRocksCataloguer : ICataloguer
{
    public string Name => "luarocks";

    public IReadOnlyList<FileMatch> Matches { get; } = [FileMatch.Ending(".rockspec")];

    public bool Accepts(string path)
    {
        var parts = path.Split('/');
        return parts.Length >= 4 && parts[^4].StartsWith("rocks", StringComparison.Ordinal) && parts[^1] == $"{parts[^3]}-{parts[^2]}.rockspec";
    }

    public void Read(FileContent file, FileReport report)
    {
        var text = TextFile.Start(file);
        var parts = file.Path.Split('/');
        report.TryAdd(new PackageRecord
        {
            Type = "luarocks",
            Name = Value(text, "package") ?? parts[^3],
            Version = Value(text, "version") ?? parts[^2],
            Licence = Value(text, "license"),
            Properties = PackageNames.Properties(("homepage", Value(text, "homepage"))),
        }, null);
    }

    private static string? Value(string text, string name)
    {
        foreach (Match match in Assignment().Matches(text))
        {
            if (match.Groups[1].Value == name) return match.Groups[2].Value;
        }
        return null;
    }

    [GeneratedRegex("""(?:^|[\s{,;])(package|version|license|homepage)\s*=\s*["']([^"'\n]+)["']""", RegexOptions.Multiline | RegexOptions.NonBacktracking)]
    private static partial Regex Assignment();
}
