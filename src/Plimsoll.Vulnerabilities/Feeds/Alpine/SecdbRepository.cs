using System.Text.Json;
using Plimsoll.Core.Advisories;

namespace Plimsoll.Vulnerabilities.Feeds.Alpine;

/// <summary>One repository of a secdb.</summary>
internal static class SecdbRepository
{
    /// <summary>Reads its packages.</summary>
    public static IEnumerable<FeedItem> Read(string path, ReadOnlyMemory<byte> json, FeedLimits limits)
    {
        using var document = JsonText.Parse(json);
        var root = document.RootElement;
        var (source, place) = Place(root);
        foreach (var package in root.Items("packages").Select(item => item.Get("pkg")))
        {
            foreach (var item in ReadPackage(path, source, place, package, limits)) yield return item;
        }
    }

    // Wolfi, Chainguard and MinimOS roll: they have no version, and their one repository is "os".
    private static (string Source, PackageNamespace Place) Place(JsonElement root)
    {
        var prefix = root.Text("urlprefix") ?? "";
        var id = prefix.Contains("wolfi", StringComparison.OrdinalIgnoreCase) ? "wolfi"
            : prefix.Contains("cgr.dev", StringComparison.OrdinalIgnoreCase) ? "chainguard"
            : prefix.Contains("mini.dev", StringComparison.OrdinalIgnoreCase) ? "minimos"
            : prefix.Contains("cve0.io", StringComparison.OrdinalIgnoreCase) ? "secureos"
            : "alpine";
        var source = id switch { "wolfi" => "Wolfi", "chainguard" => "Chainguard", "minimos" => "MinimOS", "secureos" => "SecureOS", _ => "Alpine" };
        return (source, id == "alpine" ? new("apk", id, root.Text("distroversion"), root.Text("reponame")) : new("apk", id));
    }

    private static IEnumerable<FeedItem> ReadPackage(string path, string source, PackageNamespace place, JsonElement package, FeedLimits limits)
    {
        var name = package.Text("name");
        var fixes = new Dictionary<string, List<string>>(StringComparer.Ordinal);
        foreach (var (version, ids) in package.Get("secfixes").Members().Select(member => (member.Name, member.Value)))
        {
            if (ids.ValueKind != JsonValueKind.Array) yield return new FeedProblem(path, source, $"{place}/{name} {FeedText.Cut(version, 60)}", "The fix names no identifiers.");
            foreach (var id in ids.Items().Select(item => item.AsText()))
            {
                if (id is null) yield return new FeedProblem(path, source, $"{place}/{name} {FeedText.Cut(version, 60)}", "An identifier is no text.");
                else if (fixes.TryGetValue(id, out var versions)) versions.Add(version);
                else fixes.Add(id, [version]);
            }
        }
        foreach (var (id, versions) in fixes) yield return Record(path, source, place, name, id, versions, limits);
    }

    private static FeedItem Record(string path, string source, PackageNamespace place, string? name, string text, List<string> versions, FeedLimits limits)
    {
        try
        {
            var package = PackageKey.Normalise("apk", FeedText.Name(name, "package", limits));
            // "CVE-2016-9932 XSA-200": names of the same vulnerability.
            var ids = text.Split((char[])[' ', ','], StringSplitOptions.RemoveEmptyEntries);
            if (ids.Length == 0) throw new FeedFormatException("The identifier is empty.");
            return new AdvisoryItem(path, new Advisory
            {
                Source = source,
                Id = FeedText.Name(ids[0], "identifier", limits),
                Part = ids.Length == 1 ? $"{place}/{package}" : $"{place}/{package} {text}",
                Aliases = FeedText.Names(ids[1..], ids[0], limits),
                References = source == "Alpine" ? [new("WEB", $"https://security.alpinelinux.org/vuln/{ids[0]}")] : [],
                Affected = [.. Statements(place.ToString(), package, versions, limits)],
            });
        }
        catch (FeedFormatException exception)
        {
            return new FeedProblem(path, source, $"{place}/{name} {FeedText.Cut(text, 60)}", exception.Message);
        }
    }

    private static IEnumerable<AffectedPackage> Statements(string place, string package, List<string> versions, FeedLimits limits)
    {
        var statement = new AffectedPackage { Namespace = place, Name = package, Level = PackageLevel.Source };
        // "0" means that no version was affected.
        if (versions.Contains("0")) yield return statement with { Status = AffectedStatus.NotAffected, Ranges = [AffectedRange.All] };
        var ranges = versions.Where(version => version != "0").Select(version => AffectedRange.From("0", FeedText.Version(version, limits))).ToArray();
        if (ranges.Length > 0) yield return statement with { Status = AffectedStatus.Fixed, Ranges = ranges };
    }
}
