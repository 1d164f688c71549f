using System.Text.Json;
using Plimsoll.Core;
using Plimsoll.Core.Facts;
using Plimsoll.Inspection.Content;
using Plimsoll.Inspection.Images;

namespace Plimsoll.Inspection.Ecosystems.Homebrew;

/// <summary>Homebrew: each version of a formula has a directory of its own, <c>Cellar/jq/1.7.1</c>, with the receipt of its installation in it.</summary>
internal sealed class HomebrewCataloguer : ICataloguer
{
    private const string Receipt = "INSTALL_RECEIPT.json";

    public string Name => "homebrew";

    public IReadOnlyList<FileMatch> Matches { get; } = [FileMatch.Named(Receipt)];

    public long MaxBytes => 4 << 20;

    public bool Accepts(string path) => path.Split('/') is [.., "Cellar", { Length: > 0 }, { Length: > 0 }, _];

    public void Read(FileContent file, FileReport report)
    {
        var parts = file.Path.Split('/');
        var (name, version) = (parts[^3], parts[^2]);
        var properties = new SortedDictionary<string, string>(StringComparer.Ordinal);
        try
        {
            using var receipt = JsonDocument.Parse(file.ReadAll((int)MaxBytes) ?? default);
            if (receipt.RootElement is { ValueKind: JsonValueKind.Object } root && root.TryGetProperty("source", out var source) && source.ValueKind == JsonValueKind.Object
                && source.TryGetProperty("tap", out var tap) && tap.ValueKind == JsonValueKind.String)
                properties["tap"] = tap.GetString()!;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            report.Problem("the receipt is no JSON");
        }
        report.TryAdd(new PackageRecord
        {
            Type = "brew",
            Name = name,
            Version = version,
            Purl = Purl.Build("brew", null, name, version).ToString(),
            Properties = properties.Count == 0 ? null : properties,
        });
    }

    public void Claim(InstalledPackage package, ImageView image, Ownership owners) => owners.ClaimTree(package, package.Location[..^(Receipt.Length + 1)]);
}
