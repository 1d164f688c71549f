using Plimsoll.Core.Advisories;

namespace Plimsoll.Vulnerabilities.Feeds;

/// <summary>
/// Where the products of Red Hat, by their CPE, have their packages. The main stream of a release is <c>rpm:rhel:9</c>, an extended one <c>rpm:rhel:9:eus-9.4</c>, another product built
/// for the release <c>rpm:rhel:8:openshift-4.12</c>, and one that is bound to no release <c>rpm:redhat::satellite-6</c>. The CPE stays with the statement, for who knows the repositories of an image.
/// </summary>
internal static class RedHatProducts
{
    /// <summary>The namespace of a CPE such as <c>cpe:/a:redhat:rhel_eus:9.4::appstream</c>.</summary>
    public static string Namespace(string cpe)
    {
        var parts = cpe.Split(':');
        var product = Part(3);
        var version = Part(4);
        var edition = Part(6);
        if (product is "enterprise_linux" or "enterprise_linux_server" or "enterprise_linux_workstation" or "enterprise_linux_client" or "enterprise_linux_computenode")
        {
            // Up to release 7 point releases name the main stream as of then; from 10 on minor streams have a number.
            var major = Major(version);
            return new PackageNamespace("rpm", "rhel", major.Length == 0 ? null : major, version.Length > major.Length && IsMinor(major) ? $"minor-{version}" : null).ToString();
        }
        // Named rhel_eus up to release 9, enterprise_linux_eus from 10 on.
        var stream = product.StartsWith("rhel_", StringComparison.Ordinal) ? product[5..] : product.StartsWith("enterprise_linux_", StringComparison.Ordinal) ? product[17..] : "";
        if (stream is "eus" or "aus" or "e4s" or "tus" or "els" or "eus_long_life") return new PackageNamespace("rpm", "rhel", Major(version), $"{stream.Replace('_', '-')}-{version}").ToString();
        var channel = version.Length == 0 ? product : $"{product}-{version}";
        return edition.StartsWith("el", StringComparison.Ordinal) && edition.Length > 2 && char.IsAsciiDigit(edition[2])
            ? new PackageNamespace("rpm", "rhel", Major(edition[2..]), channel).ToString()
            : new PackageNamespace("rpm", "redhat", null, channel).ToString();

        string Part(int index) => index < parts.Length ? parts[index] : "";
    }

    private static bool IsMinor(string major) => int.TryParse(major, out var number) && number >= 8;

    private static string Major(string version)
    {
        var end = version.AsSpan().IndexOfAnyExceptInRange('0', '9');
        return end < 0 ? version : version[..end];
    }
}
