using System.Text.RegularExpressions;
using Plimsoll.Core.Advisories;

namespace Plimsoll.Vulnerabilities.Matching;

/// <summary>
/// What Red Hat's repositories hold, by their names, as content manifests list them: <c>rhel-9-for-x86_64-appstream-rpms</c> is the main stream of a release, <c>…-eus-rpms__9_DOT_4</c> an extended one,
/// <c>rhocp-4.12-for-rhel-8-x86_64-rpms</c> another product that is built for the release. Red Hat's own list (repository-to-cpe.json) says the same with a line for each of ten thousand repositories.
/// </summary>
public static partial class RedHatRepositories
{
    /// <summary>Names of products in repositories and in their CPE, where they differ.</summary>
    private static readonly Dictionary<string, string> Products = new(StringComparer.Ordinal) { ["rhocp"] = "openshift", ["ose"] = "openshift", ["openshift"] = "openshift", ["rhacm"] = "acm", ["openstack"] = "openstack", ["ansible-automation-platform"] = "ansible_automation_platform" };

    /// <summary>The channels that a release has by the repositories of an image.</summary>
    /// <param name="repositories">The repositories.</param>
    /// <param name="namespace">The namespace of the packages, such as <c>rpm:rhel:9</c>.</param>
    /// <param name="minor">The minor release that the image says it is, such as <c>9.4</c>, for extended repositories that name none; null without.</param>
    /// <returns>Channels in ordinal order, <see cref="RedHatStreams.Main"/> for the main stream; empty where no repository is known to be of the release.</returns>
    public static IReadOnlyList<string> ChannelsOf(IEnumerable<string> repositories, string @namespace, string? minor)
    {
        var release = PackageNamespace.Parse(@namespace).Release;
        return [.. repositories.Select(repository => ChannelOf(repository, release, minor)).OfType<string>().Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
    }

    private static string? ChannelOf(string repository, string? release, string? minor)
    {
        if (OfRelease().Match(repository) is { Success: true } own)
        {
            if (own.Groups["major"].Value != release) return null;
            if (own.Groups["stream"] is not { Success: true, Value: var stream }) return RedHatStreams.Main;
            var version = own.Groups["fixed"].Success ? own.Groups["fixed"].Value.Replace("_DOT_", ".", StringComparison.Ordinal) : minor;
            return version is not null && version.StartsWith(release + ".", StringComparison.Ordinal) ? $"{stream}-{version}" : null;
        }
        return OfProduct().Match(repository) is { Success: true } product && product.Groups["major"].Value == release && Products.TryGetValue(product.Groups["name"].Value, out var name)
            ? $"{name}-{product.Groups["version"].Value}" : null;
    }

    [GeneratedRegex(@"^(rhel|ubi)-(?<major>[0-9]+)-(for|server|workstation|atomic)\b.*?(-(?<stream>eus|aus|e4s|tus|els))?-(source-|debug-)?rpms(__(?<fixed>[0-9]+_DOT_[0-9]+))?$", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 250)]
    private static partial Regex OfRelease();

    [GeneratedRegex(@"^(?<name>[a-z-]+)-(?<version>[0-9]+(\.[0-9]+)*)-for-rhel-(?<major>[0-9]+)-[a-z0-9_]+-rpms$", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 250)]
    private static partial Regex OfProduct();
}
