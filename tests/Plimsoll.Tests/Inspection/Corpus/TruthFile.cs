using System.Text.Json;
using System.Text.RegularExpressions;
using Plimsoll.Core.Facts;

namespace Plimsoll.Tests.Inspection.Corpus;

/// <summary>A package as it is compared: in the spelling in which its ecosystem takes names for the same.</summary>
internal sealed partial record CorpusPackage(string Type, string Name, string Version, string? Arch, int Layer)
{
    public static CorpusPackage Of(string type, string name, string version, string? arch, int layer) => new(
        type,
        type switch
        {
            "pypi" => Separators().Replace(name, "-").ToLowerInvariant(),
            "composer" or "nuget" => name.ToLowerInvariant(),
            _ => name,
        },
        type is "composer" ? version.TrimStart('v') : version,
        arch,
        layer);

    public static CorpusPackage Of(PackageFacts package) => Of(package.Type, package.Name, package.Version, package.Arch, package.Layer);

    [GeneratedRegex("[-_.]+")]
    private static partial Regex Separators();
}

/// <summary>What somebody who built an image says is in it: <c>NAME.truth.json</c> beside the layout <c>NAME</c>.</summary>
internal sealed record TruthFile
{
    public required string Image { get; init; }

    public required IReadOnlyList<CorpusPackage> Packages { get; init; }

    /// <summary>What is named in lock files and not there.</summary>
    public required IReadOnlyList<CorpusPackage> NotInstalled { get; init; }

    /// <summary>Findings, <c>kind path layer</c>.</summary>
    public required IReadOnlyList<string> Findings { get; init; }

    public static TruthFile Read(string path)
    {
        using var json = JsonDocument.Parse(File.ReadAllBytes(path));
        var root = json.RootElement;
        return new TruthFile
        {
            Image = root.GetProperty("image").GetString()!,
            Packages = [.. List(root, "packages").Select(PackageOf)],
            NotInstalled = [.. List(root, "notInstalled").Select(PackageOf)],
            Findings = [.. List(root, "findings").Select(finding => $"{finding.GetProperty("kind").GetString()} {finding.GetProperty("path").GetString()} {finding.GetProperty("layer").GetInt32()}")],
        };
    }

    private static CorpusPackage PackageOf(JsonElement package) => CorpusPackage.Of(
        package.GetProperty("type").GetString()!, package.GetProperty("name").GetString()!, package.GetProperty("version").GetString()!,
        package.TryGetProperty("arch", out var arch) ? arch.GetString() : null, package.TryGetProperty("layer", out var layer) ? layer.GetInt32() : 0);

    private static IEnumerable<JsonElement> List(JsonElement root, string name) => root.TryGetProperty(name, out var list) ? list.EnumerateArray() : [];
}
