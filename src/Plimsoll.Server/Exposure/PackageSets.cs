using System.Buffers;
using Plimsoll.Core.Advisories;
using Plimsoll.Core.Facts;
using Plimsoll.Storage.Metadata;
using Plimsoll.Vulnerabilities.Versions;

namespace Plimsoll.Server.Exposure;

/// <summary>The packages of an image as sets: what each layer brought of each kind. Images on one base come to the same sets, whatever lies on top.</summary>
internal sealed class PackageSets(IComponentMatcher matcher)
{
    /// <summary>What is known of a package that decides whether a statement is meant for it; the rest is about the package and not about its provenance.</summary>
    private static readonly HashSet<string> Wanted = new(StringComparer.Ordinal) { "vendor", "channel", "replacedBy", "replaces", "framework", "source", "kind", "settings", "default" };

    /// <summary>The sets of an image, the lowest layer first.</summary>
    public IReadOnlyList<LayerSet> Of(InspectionDocument document)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var members = document.Packages.OrderBy(package => package.Layer)
            .Select(package => (package.Type, package.Layer, Component: Component(package, document.Os), Licences: LicencesOf(package.Licence)))
            // The lowest layer that has it counts.
            .Where(package => seen.Add(PackageSet.Identity(package.Component)));
        return
        [
            .. members.GroupBy(package => (package.Layer, package.Type)).OrderBy(group => group.Key.Layer).ThenBy(group => group.Key.Type, StringComparer.Ordinal).SelectMany(group =>
                PackageSet.Order(group.Select(package => new SetMember(package.Component, matcher.KeysOf(package.Component), SortKey(package.Component)) { Licences = package.Licences }))
                    .Chunk(PackageSet.MaxMembers).Select(chunk => new LayerSet(group.Key.Layer, new PackageSet(group.Key.Type, chunk)))),
        ];
    }

    /// <summary>A package as statements are held against it.</summary>
    public static Component Component(PackageFacts package, OsFacts? os) => new()
    {
        Namespace = Distributions.NamespaceOf(package.Type, os).ToString(),
        Name = package.Name,
        Version = package.Version,
        Source = package.Source,
        SourceVersion = package.SourceVersion,
        Arch = package.Arch,
        Module = package.Properties?.GetValueOrDefault("modularityLabel") is { } label ? string.Join(':', label.Split(':').Take(2)) : null,
        Properties = package.Properties?.Where(property => Wanted.Contains(property.Key)).OrderBy(p => p.Key, StringComparer.Ordinal).ToDictionary(p => p.Key, p => p.Value, StringComparer.Ordinal) is { Count: > 0 } kept ? kept : null,
    };

    /// <summary>The identifiers of an SPDX expression, exceptions among them.</summary>
    private static IReadOnlyList<string> LicencesOf(string? expression)
    {
        const int MaxLicences = 50, MaxLength = 100;
        return expression is null ? [] :
        [
            .. expression.Split([' ', '(', ')', '\t'], StringSplitOptions.RemoveEmptyEntries).Where(word => word is not ("AND" or "OR" or "WITH") && word.Length <= MaxLength)
                .Select(word => word.ToLowerInvariant()).Distinct(StringComparer.Ordinal).Take(MaxLicences),
        ];
    }

    private static ReadOnlyMemory<byte>? SortKey(Component component)
    {
        const int MaxBytes = 256;
        var key = new ArrayBufferWriter<byte>();
        return VersionSchemes.For(component.Type)?.TryWriteSortKey(component.Version, key) == true && key.WrittenCount <= MaxBytes ? key.WrittenMemory : default(ReadOnlyMemory<byte>?);
    }
}
