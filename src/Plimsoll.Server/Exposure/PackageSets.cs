using System.Buffers;
using Plimsoll.Core.Advisories;
using Plimsoll.Core.Facts;
using Plimsoll.Storage.Metadata;
using Plimsoll.Vulnerabilities.Versions;

namespace Plimsoll.Server.Exposure;

/// <summary>The packages of an image as sets: what each layer brought of each kind. Images on one base come to the same sets, whatever lies on top.</summary>
internal sealed class PackageSets(IComponentMatcher matcher)
{
    /// <summary>The sets of an image, the lowest layer first.</summary>
    public IReadOnlyList<LayerSet> Of(InspectionDocument document)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var members = ImageComponents.Of(document).OrderBy(entry => entry.Package.Layer)
            .Select(entry => (entry.Package.Type, entry.Package.Layer, entry.Component, Licences: LicencesOf(entry.Package.Licence)))
            // The lowest layer that has it counts.
            .Where(package => seen.Add(PackageSet.Identity(package.Component)));
        return
        [
            .. members.GroupBy(package => (package.Layer, package.Type)).OrderBy(group => group.Key.Layer).ThenBy(group => group.Key.Type, StringComparer.Ordinal).SelectMany(group =>
                PackageSet.Order(group.Select(package => new SetMember(package.Component, matcher.KeysOf(package.Component), SortKey(package.Component)) { Licences = package.Licences }))
                    .Chunk(PackageSet.MaxMembers).Select(chunk => new LayerSet(group.Key.Layer, new PackageSet(group.Key.Type, chunk)))),
        ];
    }

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
