using System.Text.Json;
using Plimsoll.Core;
using Plimsoll.Core.Facts;
using Plimsoll.Inspection.Content;
using Plimsoll.Inspection.Images;

namespace Plimsoll.Inspection.Ecosystems.Bitnami;

/// <summary>
/// What Bitnami builds into its images itself: beside each component lies an SPDX document about it, <c>opt/bitnami/redis/.spdx-redis.spdx</c>. Its packages of
/// Bitnami's own type are those that were built; the others are what they were built from and are found where they are.
/// </summary>
internal sealed class BitnamiCataloguer : ICataloguer
{
    private const int MostReferences = 32;

    public string Name => "bitnami";

    public IReadOnlyList<FileMatch> Matches { get; } = [FileMatch.Ending(".spdx")];

    public long MaxBytes => 32 << 20;

    public bool Accepts(string path) => path.Contains("opt/bitnami/", StringComparison.Ordinal) && path.AsSpan(path.LastIndexOf('/') + 1).StartsWith(".spdx-");

    public void Read(FileContent file, FileReport report)
    {
        try
        {
            using var content = file.Open();
            using var document = JsonDocument.Parse(content, new JsonDocumentOptions { MaxDepth = 64 });
            if (document.RootElement.ValueKind != JsonValueKind.Object || !document.RootElement.TryGetProperty("packages", out var packages) || packages.ValueKind != JsonValueKind.Array)
            {
                report.Problem("it is no SPDX document");
                return;
            }
            var seen = new HashSet<string>(StringComparer.Ordinal);
            foreach (var package in packages.EnumerateArray())
            {
                if (RecordOf(package) is { } record && seen.Add(record.Purl!) && !report.TryAdd(record)) return;
            }
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            report.Problem("it is no JSON");
        }
    }

    public void Claim(InstalledPackage package, ImageView image, Ownership owners)
    {
        // Files in opt/bitnami itself would make the first component the owner of all others.
        var directory = package.Location[..Math.Max(0, package.Location.LastIndexOf('/'))];
        if (!directory.EndsWith("opt/bitnami", StringComparison.Ordinal)) owners.ClaimTree(package, directory);
    }

    private static PackageRecord? RecordOf(JsonElement package)
    {
        if (package.ValueKind != JsonValueKind.Object || PurlOf(package) is not { Version: not null } purl) return null;
        var licence = Text(package, "licenseDeclared") ?? Text(package, "licenseConcluded");
        return new PackageRecord
        {
            Type = purl.Type,
            Name = purl.Name,
            Version = purl.Version,
            Arch = purl.Qualifiers.GetValueOrDefault("arch"),
            Purl = purl.ToString(),
            Licence = licence is "NOASSERTION" or "NONE" ? null : licence,
        };
    }

    private static Purl? PurlOf(JsonElement package)
    {
        if (!package.TryGetProperty("externalRefs", out var references) || references.ValueKind != JsonValueKind.Array) return null;
        foreach (var reference in references.EnumerateArray().Take(MostReferences))
        {
            if (reference.ValueKind == JsonValueKind.Object && Text(reference, "referenceType") == "purl" && Purl.TryParse(Text(reference, "referenceLocator"), out var purl) && purl.Type == "bitnami") return purl;
        }
        return null;
    }

    private static string? Text(JsonElement element, string name) => element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
