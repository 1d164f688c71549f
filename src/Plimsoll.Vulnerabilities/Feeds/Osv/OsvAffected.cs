using System.Text.Json;
using Plimsoll.Core.Advisories;

namespace Plimsoll.Vulnerabilities.Feeds.Osv;

/// <summary>Turns an entry of <c>affected</c> into a statement about a package.</summary>
internal static class OsvAffected
{
    /// <summary>Reads an entry; null for one that names no package but only commits.</summary>
    /// <exception cref="FeedFormatException">It cannot be used.</exception>
    public static AffectedPackage? Read(JsonElement entry, string source, FeedLimits limits)
    {
        var package = entry.Get("package");
        if (package.ValueKind != JsonValueKind.Object) return null;
        var (@namespace, level) = OsvEcosystems.Find(FeedText.Name(package.Text("ecosystem"), "ecosystem", limits));
        if (@namespace.Length > PackageNamespace.MaxLength) throw new FeedFormatException("The ecosystem is too long.");
        var (own, ecosystem) = (entry.Get("database_specific"), entry.Get("ecosystem_specific"));
        var ranges = new List<AffectedRange>();
        foreach (var range in entry.Items("ranges")) ranges.Add(OsvRange.Read(range, own, limits));
        OsvNative.AddTo(ranges, @namespace, own, limits);
        var versions = entry.Get("versions").Items().Select(version => FeedText.Version(version.AsText(), limits)).ToArray();
        if (versions.Length > limits.MaxVersions) throw new FeedFormatException($"An entry lists more than {limits.MaxVersions} versions.");
        return new AffectedPackage
        {
            Namespace = @namespace,
            Name = PackageKey.Of(@namespace, FeedText.Name(package.Text("name"), "name of a package", limits)).Name,
            Level = level,
            VendorStatus = ecosystem.Text("availability"),
            Ranges = ranges,
            Versions = versions,
            Module = ModuleOf(entry, ecosystem),
            Architectures = [.. ecosystem.Get("affects").Texts("arch").Order(StringComparer.Ordinal)],
            Products = [.. ecosystem.Texts("cpes").Order(StringComparer.Ordinal)],
            Symbols = [.. Symbols(ecosystem).Take(limits.MaxVersions)],
            Severities = [.. OsvSeverities.Read(entry, source), .. Word(own, source), .. Word(ecosystem, source)],
        };
    }

    private static IEnumerable<AdvisorySeverity> Word(JsonElement element, string source)
    {
        if (element.Text("severity") is { Length: <= 40 } word) yield return new AdvisorySeverity { Origin = source, Word = word };
    }

    private static IEnumerable<AffectedSymbols> Symbols(JsonElement ecosystem)
    {
        foreach (var import in ecosystem.Items("imports"))
        {
            if (import.Text("path") is not { } path) continue;
            var platforms = import.Texts("goos").Concat(import.Texts("goarch")).ToArray();
            yield return new AffectedSymbols { Path = path, Symbols = import.Texts("symbols"), Platforms = platforms };
        }
        // RustSec: the functions of a crate, with the versions they are called so in.
        foreach (var path in ecosystem.Get("affects").Texts("functions")) yield return new AffectedSymbols { Path = path };
    }

    // Rebuilds of modules have the stream in the purl (Red Hat, Rocky) or beside it.
    private static string? ModuleOf(JsonElement entry, JsonElement ecosystem)
    {
        if (ecosystem.Text("module") is { } named) return named;
        return entry.Get("package").Text("purl") is { } text && text.Contains("rpmmod=", StringComparison.Ordinal) && Core.Purl.TryParse(text, out var purl) && purl.Qualifiers.TryGetValue("rpmmod", out var label)
            ? RpmModule.Label(label)
            : null;
    }
}
