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
            .Select(entry => (entry.Package.Type, entry.Package.Layer, entry.Component))
            // The lowest layer that has it counts.
            .Where(package => seen.Add(PackageSet.Identity(package.Component)));
        return
        [
            .. members.GroupBy(package => (package.Layer, package.Type)).OrderBy(group => group.Key.Layer).ThenBy(group => group.Key.Type, StringComparer.Ordinal).SelectMany(group =>
                PackageSet.Order(group.Select(package => new SetMember(package.Component, matcher.KeysOf(package.Component), SortKey(package.Component))))
                    .Chunk(PackageSet.MaxMembers).Select(chunk => new LayerSet(group.Key.Layer, new PackageSet(group.Key.Type, chunk)))),
        ];
    }

    private static ReadOnlyMemory<byte>? SortKey(Component component)
    {
        const int MaxBytes = 256;
        var key = new ArrayBufferWriter<byte>();
        return VersionSchemes.For(component.Type)?.TryWriteSortKey(component.Version, key) == true && key.WrittenCount <= MaxBytes ? key.WrittenMemory : default(ReadOnlyMemory<byte>?);
    }
}
