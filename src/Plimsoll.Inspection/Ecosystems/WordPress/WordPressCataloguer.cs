using System.Text.RegularExpressions;
using Plimsoll.Core.Facts;
using Plimsoll.Inspection.Content;
using Plimsoll.Inspection.Ecosystems.Formats;
using Plimsoll.Inspection.Images;

namespace Plimsoll.Inspection.Ecosystems.WordPress;

/// <summary>
/// WordPress by <c>wp-includes/version.php</c>, and its plugins by the comment at the start of the one file of each that has it (WordPress plugin
/// handbook, "Header Requirements"). A plugin is called by its directory, as in the directory of plugins.
/// </summary>
internal sealed partial class WordPressCataloguer : ICataloguer
{
    /// <summary>What WordPress itself looks at.</summary>
    private const int HeaderBytes = 8 << 10;

    public string Name => "wordpress";

    public IReadOnlyList<FileMatch> Matches { get; } = [FileMatch.Ending(".php")];

    public bool Accepts(string path) => path.EndsWith("wp-includes/version.php", StringComparison.Ordinal) || PluginOf(path) is not null;

    public void Read(FileContent file, FileReport report)
    {
        var text = TextFile.Start(file, HeaderBytes);
        if (PluginOf(file.Path) is not { } plugin)
        {
            if (CoreVersion().Match(text) is { Success: true } core) report.TryAdd(new PackageRecord { Type = "generic", Name = "wordpress", Version = core.Groups[1].Value }, null);
        }
        else if (Field(text, "Plugin Name") is { } title && Field(text, "Version") is { } version)
        {
            report.TryAdd(new PackageRecord { Type = "wordpress-plugin", Name = plugin, Version = version, Licence = Field(text, "License"), Properties = PackageNames.Properties(("title", title)) }, null);
        }
    }

    public void Claim(InstalledPackage package, ImageView image, Ownership owners)
    {
        if (package.Record.Type == "wordpress-plugin") owners.ClaimTree(package, RelativePath.DirectoryOf(package.Location));
    }

    private static string? PluginOf(string path)
    {
        var parts = path.Split('/');
        return parts.Length >= 4 && parts[^3] == "plugins" && parts[^4] == "wp-content" ? parts[^2] : null;
    }

    private static string? Field(string text, string name)
    {
        foreach (Match match in HeaderField().Matches(text))
        {
            if (match.Groups[1].Value == name) return match.Groups[2].Value.Replace("*/", "", StringComparison.Ordinal).Trim() is { Length: > 0 } value ? value : null;
        }
        return null;
    }

    [GeneratedRegex(@"\$wp_version\s*=\s*'([^'\n]+)'", RegexOptions.NonBacktracking)]
    private static partial Regex CoreVersion();

    [GeneratedRegex(@"^(?:[ \t/*#@]*|<\?php[ \t/*#@]*)(Plugin Name|Version|License):([^\r\n]*)", RegexOptions.Multiline | RegexOptions.NonBacktracking)]
    private static partial Regex HeaderField();
}
