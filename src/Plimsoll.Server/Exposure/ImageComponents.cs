using Plimsoll.Core.Advisories;
using Plimsoll.Core.Facts;
using Plimsoll.Vulnerabilities.Matching;

namespace Plimsoll.Server.Exposure;

/// <summary>
/// The packages of an image as statements are held against them. What decides about one may be known by others: a package of a language whose files a package of the distribution owns is judged by the
/// distribution's word, and which streams of a release the packages are from is said by the image.
/// </summary>
internal static class ImageComponents
{
    private const string CpeLabel = "cpe";

    /// <summary>What is known of a package that decides whether a statement is meant for it; the rest is about the package and not about its provenance.</summary>
    private static readonly string[] Wanted = [ComponentProperties.Vendor, "channel", "replacedBy", "replaces", ComponentProperties.Framework, "source", "kind", "default", ComponentProperties.Epoch];

    /// <summary>All packages that are installed.</summary>
    public static IReadOnlyList<(PackageFacts Package, Component Component)> Of(InspectionDocument document)
    {
        var ofSystem = document.Packages.Where(package => Distributions.IsOfSystem(package.Type)).Select(package => $"{package.Type}:{package.Name}").ToHashSet(StringComparer.Ordinal);
        var foreign = document.Packages.Where(package => Distributions.IsOfSystem(package.Type) && Provenance.ForeignTo(Plain(package, document.Os)) is not null)
            .Select(package => $"{package.Type}:{package.Name}").ToHashSet(StringComparer.Ordinal);
        return [.. document.Packages.Select(package => (package, Component(package, document, owner => ofSystem.Contains(owner) && !foreign.Contains(owner))))];
    }

    /// <summary>The component without what owns it: what would be said of it if nobody did.</summary>
    public static Component Unowned(Component component) =>
        component with { Properties = component.Properties?.Where(property => property.Key != ComponentProperties.OwnedBy).ToDictionary(property => property.Key, property => property.Value, StringComparer.Ordinal) };

    private static Component Component(PackageFacts package, InspectionDocument document, Func<string, bool> isOfDistribution)
    {
        var component = Plain(package, document.Os);
        var properties = new SortedDictionary<string, string>(component.Properties?.ToDictionary() ?? [], StringComparer.Ordinal);
        if (document.Os is not null && package.OwnedBy is { } owner && !Distributions.IsOfSystem(package.Type) && isOfDistribution(owner)) properties[ComponentProperties.OwnedBy] = owner;
        if (package is { Type: "golang", Main: true })
        {
            properties[ComponentProperties.Main] = "true";
            if (package.Properties?.GetValueOrDefault("vcs.revision") is { } revision) properties[ComponentProperties.Revision] = revision;
        }
        if (component.Namespace.StartsWith("rpm:rhel:", StringComparison.Ordinal) && StreamsOf(component.Namespace, document) is { Count: > 0 } streams) properties[ComponentProperties.Streams] = string.Join(',', streams);
        return component with { Properties = properties.Count > 0 ? properties : null };
    }

    /// <summary>What the repositories tell; without them the label that names the product which an image is built for, several separated by spaces or commas.</summary>
    private static IReadOnlyList<string> StreamsOf(string @namespace, InspectionDocument document)
    {
        if (document.Os?.ContentSets is { } repositories && RedHatRepositories.ChannelsOf(repositories, @namespace, document.Os.VersionId) is { Count: > 0 } known) return known;
        return document.Image.Labels.GetValueOrDefault(CpeLabel) is not { Length: <= 1000 } cpes ? [] :
            [.. cpes.Split([' ', ','], StringSplitOptions.RemoveEmptyEntries).Select(cpe => RedHatStreams.ChannelOf(cpe, @namespace)).OfType<string>().Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
    }

    private static Component Plain(PackageFacts package, OsFacts? os) => new()
    {
        Namespace = Distributions.NamespaceOf(package.Type, os).ToString(),
        Name = package.Name,
        Version = package.Version,
        Source = package.Source,
        SourceVersion = package.SourceVersion,
        Arch = package.Arch,
        Module = package.Properties?.GetValueOrDefault("modularityLabel") is { } label ? string.Join(':', label.Split(':').Take(2)) : null,
        Properties = package.Properties?.Where(property => Wanted.Contains(property.Key)).ToDictionary(p => p.Key, p => p.Value, StringComparer.Ordinal),
    };
}
