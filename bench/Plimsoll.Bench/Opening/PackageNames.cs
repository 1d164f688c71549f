using System.Text.Json;
using System.Text.RegularExpressions;
using System.Web;

namespace Plimsoll.Bench.Opening;

/// <summary>Packages as (type, name, version), made alike where tools write them differently.</summary>
internal static partial class PackageNames
{
    private static readonly string[] Systems = ["deb", "rpm", "apk", "alpm"];

    /// <summary>The packages of a document of ours.</summary>
    public static HashSet<string> OfInspection(byte[] json) => OfPurls(json, "packages");

    /// <summary>The components of a CycloneDX document; none where there is no document.</summary>
    public static HashSet<string> OfCycloneDx(byte[] json) => json.Length == 0 ? [] : OfPurls(json, "components");

    /// <summary>What an image has, but for the program that it is for and for what belongs to a package of the system, which tools may or may not list.</summary>
    public static HashSet<string> OfTruth(string file)
    {
        using var document = JsonDocument.Parse(File.ReadAllBytes(file));
        return
        [
            .. from package in document.RootElement.GetProperty("packages").EnumerateArray()
               where !(package.TryGetProperty("main", out var main) && main.ValueKind == JsonValueKind.True) && !package.TryGetProperty("ownedBy", out _)
               select Alike(package.GetProperty("type").GetString()!, package.GetProperty("name").GetString()!, package.GetProperty("version").GetString() ?? ""),
        ];
    }

    private static HashSet<string> OfPurls(byte[] json, string list)
    {
        using var document = JsonDocument.Parse(json);
        if (!document.RootElement.TryGetProperty(list, out var packages)) return [];
        return [.. packages.EnumerateArray().Select(package => package.TryGetProperty("purl", out var purl) ? OfPurl(purl.GetString()!) : null).OfType<string>()];
    }

    private static string? OfPurl(string purl)
    {
        var parts = Purl.Match(purl);
        if (!parts.Success) return null;
        string type = parts.Groups["type"].Value, name = Uri.UnescapeDataString(parts.Groups["name"].Value), version = Uri.UnescapeDataString(parts.Groups["version"].Value);
        if (Systems.Contains(type)) name = name[(name.LastIndexOf('/') + 1)..];
        string? epoch = HttpUtility.ParseQueryString(parts.Groups["more"].Value)["epoch"];
        return Alike(type, name, epoch is null or "0" || version.Contains(':', StringComparison.Ordinal) ? version : $"{epoch}:{version}");
    }

    private static string Alike(string type, string name, string version)
    {
        if (type is "pypi" or "composer" or "nuget" or "golang") name = name.ToLowerInvariant();
        if (type == "pypi") name = name.Replace('_', '-').Replace('.', '-');
        if (type == "maven") name = name.Replace(':', '/');
        if (type is "golang" or "composer" or "nuget") version = version.TrimStart('v');
        return $"{type} {name} {version}";
    }

    [GeneratedRegex("^pkg:(?<type>[^/]+)/(?<name>[^@?#]+)(@(?<version>[^?#]*))?(\\?(?<more>[^#]*))?", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Purl { get; }
}
