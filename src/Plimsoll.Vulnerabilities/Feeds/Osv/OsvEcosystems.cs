using Plimsoll.Core.Advisories;

namespace Plimsoll.Vulnerabilities.Feeds.Osv;

/// <summary>
/// Where OSV's ecosystems are in our words (https://ossf.github.io/osv-schema/#defined-ecosystems). What comes after a colon is the release, in the words of the distribution.
/// </summary>
internal static class OsvEcosystems
{
    private static readonly Dictionary<string, string> Languages = new(StringComparer.Ordinal)
    {
        ["npm"] = "npm",
        ["PyPI"] = "pypi",
        ["Go"] = "golang",
        ["crates.io"] = "cargo",
        ["RubyGems"] = "gem",
        ["Packagist"] = "composer",
        ["Maven"] = "maven",
        ["NuGet"] = "nuget",
        ["Hex"] = "hex",
        ["Pub"] = "pub",
        ["Hackage"] = "hackage",
        ["CRAN"] = "cran",
        ["Bioconductor"] = "bioconductor",
        ["SwiftURL"] = "swift",
        ["GitHub Actions"] = "githubactions",
        ["ConanCenter"] = "conan",
        ["GHC"] = "ghc",
        ["VSCode"] = "vscode-extension",
        ["Bitnami"] = "bitnami",
        ["OSS-Fuzz"] = "oss-fuzz",
        ["Android"] = "android",
        ["Linux"] = "linux",
        ["Julia"] = "julia",
        ["opam"] = "opam",
        ["Kubernetes"] = "golang",
    };

    private static readonly Dictionary<string, (string Type, string Id, PackageLevel Level)> Distributions = new(StringComparer.Ordinal)
    {
        ["Debian"] = ("deb", "debian", PackageLevel.Source),
        ["Alpine"] = ("apk", "alpine", PackageLevel.Source),
        ["AlmaLinux"] = ("rpm", "almalinux", PackageLevel.Binary),
        ["Rocky Linux"] = ("rpm", "rocky", PackageLevel.Any),
        ["Photon OS"] = ("rpm", "photon", PackageLevel.Any),
        ["Mageia"] = ("rpm", "mageia", PackageLevel.Source),
        ["openEuler"] = ("rpm", "openEuler", PackageLevel.Any),
        ["Azure Linux"] = ("rpm", "azurelinux", PackageLevel.Any),
        ["Amazon Linux"] = ("rpm", "amzn", PackageLevel.Binary),
        ["Wolfi"] = ("apk", "wolfi", PackageLevel.Source),
        ["Chainguard"] = ("apk", "chainguard", PackageLevel.Source),
        ["MinimOS"] = ("apk", "minimos", PackageLevel.Source),
        ["Alpaquita"] = ("apk", "alpaquita", PackageLevel.Source),
        ["Echo"] = ("deb", "echo", PackageLevel.Source),
    };

    /// <summary>The namespace of an ecosystem and which packages it names. One that is not known keeps its name, in lower case: its records are kept, nothing matches them yet.</summary>
    public static (string Namespace, PackageLevel Level) Find(string ecosystem)
    {
        if (Languages.TryGetValue(ecosystem, out var type)) return (type, PackageLevel.Any);
        var colon = ecosystem.IndexOf(':', StringComparison.Ordinal);
        var (name, release) = colon < 0 ? (ecosystem, null) : (ecosystem[..colon], ecosystem[(colon + 1)..]);
        if (Distributions.TryGetValue(name, out var found)) return (new PackageNamespace(found.Type, found.Id, Nullable(release)).ToString(), found.Level);
        return name switch
        {
            "Ubuntu" => (Ubuntu(release ?? ""), PackageLevel.Source),
            "SUSE" or "openSUSE" => (SuseProducts.Namespace(release is null ? name : $"{name} {release}"), PackageLevel.Source),
            "Red Hat" when release is not null => (RedHatProducts.Namespace($"cpe:/a:redhat:{release}"), PackageLevel.Any),
            _ => (Languages.TryGetValue(name, out type) ? type : ecosystem.ToLowerInvariant().Replace(' ', '-'), PackageLevel.Any),
        };
    }

    // "22.04:LTS", "25.10", "Pro:16.04:LTS", "Pro:FIPS:18.04:LTS": what comes before the number is the channel that has to be subscribed to.
    private static string Ubuntu(string text)
    {
        var parts = text.Split(':');
        var at = Array.FindIndex(parts, part => part.Length > 0 && char.IsAsciiDigit(part[0]));
        if (at < 0) return new PackageNamespace("deb", "ubuntu", null, null).ToString();
        var channel = at == 0 ? null : string.Join('-', parts[..at]).ToLowerInvariant();
        return new PackageNamespace("deb", "ubuntu", parts[at], channel).ToString();
    }

    private static string? Nullable(string? text) => string.IsNullOrEmpty(text) ? null : text;
}
