using System.Text.RegularExpressions;
using Plimsoll.Core.Advisories;
using Plimsoll.Vulnerabilities.Feeds;

namespace Plimsoll.Vulnerabilities.Matching;

/// <summary>
/// Streams of Red Hat's releases that are mended apart from the main one (EUS, AUS, E4S, TUS, minor ones): what an image takes from is known by its repositories, by the product that it says it is built for, or guessed by
/// what packages have at the end of their versions (<c>.el9_4</c>). What a record says of the stream counts; where it says nothing of it, what it says of the main one (quay/claircore#809, aquasecurity/trivy#3576).
/// </summary>
public static partial class RedHatStreams
{
    /// <summary>What stands for the main stream where it is known that packages are from that one.</summary>
    public const string Main = "main";

    private static readonly string[] Extensions = ["eus", "aus", "e4s", "tus", "minor"];

    /// <summary>The channel of a product by its CPE, such as <c>eus-9.4</c> of <c>cpe:/a:redhat:rhel_eus:9.4::appstream</c>; null for the main stream, and what is for another release.</summary>
    /// <param name="cpe">The CPE.</param>
    /// <param name="namespace">The namespace of the packages.</param>
    public static string? ChannelOf(string cpe, string @namespace)
    {
        var (product, packages) = (PackageNamespace.Parse(RedHatProducts.Namespace(cpe)), PackageNamespace.Parse(@namespace));
        return product with { Channel = null } == packages with { Channel = null } ? product.Channel : null;
    }

    /// <summary>The namespaces of the streams that a component may be from.</summary>
    internal static IEnumerable<string> NamespacesOf(Component component)
    {
        if (!component.Namespace.StartsWith("rpm:rhel:", StringComparison.Ordinal)) return [];
        var channels = component.Property(ComponentProperties.Streams) is { } known ? known.Split(',').Where(channel => channel != Main) : Guess(component.Version);
        return channels.Select(channel => component.Namespace + ":" + channel);
    }

    /// <summary>Of the statements of one record those that count for a component that may be from streams, and whether they had to be taken from the main one.</summary>
    internal static (IReadOnlyList<AdvisoryStatement> Statements, bool IsAssumed) Choose(IReadOnlyCollection<string> streams, IReadOnlyList<AdvisoryStatement> statements)
    {
        // Other products that are built for a release take the rest of their packages from the main stream.
        if (!streams.Any(IsExtension)) return (statements, false);
        var exact = statements.Where(statement => streams.Contains(statement.Affected.Namespace)).ToList();
        return exact.Count > 0 ? (exact, false) : (statements, true);
    }

    private static bool IsExtension(string @namespace) => PackageNamespace.Parse(@namespace).Channel is { } channel && Array.Exists(Extensions, name => channel.StartsWith(name + "-", StringComparison.Ordinal));

    private static IEnumerable<string> Guess(string version) =>
        Minor().Match(version) is { Success: true } match ? Extensions.Select(name => $"{name}-{match.Groups["major"].Value}.{match.Groups["minor"].Value}") : [];

    [GeneratedRegex(@"\.el(?<major>[0-9]+)_(?<minor>[0-9]+)", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 250)]
    private static partial Regex Minor();
}
