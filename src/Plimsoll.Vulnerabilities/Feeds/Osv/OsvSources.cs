using System.Text.Json;

namespace Plimsoll.Vulnerabilities.Feeds.Osv;

/// <summary>Which database a record of OSV is from, by the prefix of its identifier: OSV.dev hands out the records of many.</summary>
internal static class OsvSources
{
    private static readonly (string Prefix, string Source)[] Known =
    [
        ("GHSA-", "GHSA"), ("GO-", "Go"), ("PYSEC-", "PyPA"), ("RUSTSEC-", "RustSec"), ("RUBYSEC-", "RubySec"), ("FOP-", "FriendsOfPHP"), ("NSWG-", "Node Security WG"), ("RETIRE-", "RetireJS"),
        ("VICTIMS-", "Victims"), ("ALSA-", "AlmaLinux"), ("ALBA-", "AlmaLinux"), ("ALEA-", "AlmaLinux"), ("RLSA-", "Rocky"), ("RLBA-", "Rocky"), ("RLEA-", "Rocky"), ("RXSA-", "Rocky"),
        ("BIT-", "Bitnami"), ("OSV-", "OSS-Fuzz"), ("UBUNTU-", "Ubuntu"), ("USN-", "Ubuntu"), ("LSN-", "Ubuntu"), ("DSA-", "Debian OSV"), ("DLA-", "Debian OSV"), ("DTSA-", "Debian OSV"),
        ("DEBIAN-", "Debian OSV"), ("ALPINE-", "Alpine OSV"), ("SUSE-", "SUSE"), ("openSUSE-", "SUSE"), ("RHSA-", "Red Hat OSV"), ("RHBA-", "Red Hat OSV"), ("RHEA-", "Red Hat OSV"),
        ("PHSA-", "Photon"), ("MGASA-", "Mageia"), ("OESA-", "openEuler"), ("AZL-", "Azure Linux"), ("CGA-", "Chainguard"), ("MINI-", "MinimOS"), ("ECHO-", "Echo"), ("HSEC-", "Haskell"),
        ("RSEC-", "R Consortium"), ("MAL-", "OpenSSF malicious packages"), ("CURL-", "curl"), ("PSF-", "Python Software Foundation"), ("EEF-", "Erlang Ecosystem Foundation"), ("JLSEC-", "Julia"),
        ("ASB-A-", "Android"), ("PUB-A-", "Android"), ("GSD-", "GSD"), ("CVE-", "CVE"), ("DRUPAL-", "Drupal"), ("KUBE-", "Kubernetes"), ("BELL-", "BellSoft"), ("CLEANSTART-", "CleanStart"),
        ("ROOT-", "Root"), ("TUXCARE-", "TuxCare"), ("DHI-", "Docker Hardened Images"), ("V8-", "V8"), ("LBSEC-", "LoopBack"),
    ];

    /// <summary>The name of the database; for a prefix nobody registered, the ecosystem of its first package.</summary>
    public static string Of(string id, JsonElement record)
    {
        foreach (var (prefix, source) in Known)
        {
            if (!id.StartsWith(prefix, StringComparison.Ordinal)) continue;
            // RustSec's own copies of vulnerabilities of the standard library have only the CVE.
            return source == "CVE" && Ecosystem(record) == "crates.io" ? "RustSec" : source;
        }
        return Ecosystem(record) is { Length: > 0 and <= 100 } ecosystem ? $"OSV {ecosystem}" : "OSV";
    }

    private static string? Ecosystem(JsonElement record)
    {
        var ecosystem = record.Items("affected").Select(affected => affected.Get("package").Text("ecosystem")).FirstOrDefault(text => text is not null);
        return ecosystem?.Split(':')[0];
    }
}
