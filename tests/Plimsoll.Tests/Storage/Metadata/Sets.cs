using Plimsoll.Core.Advisories;
using Plimsoll.Storage.Metadata;

namespace Plimsoll.Tests.Storage.Metadata;

/// <summary>Package sets for tests: one for each type and layer.</summary>
internal static class Sets
{
    public static LayerSet[] Of(params IndexedComponent[] components) =>
        [.. components.GroupBy(c => (c.Type, c.Layer)).Select(g => Of(g.Key.Layer, [.. g.Select(c => new Component { Namespace = c.Type, Name = c.Name, Version = c.Version })]))];

    public static LayerSet Of(int layer, params Component[] components) => new(layer, new PackageSet(
        components[0].Type,
        PackageSet.Order(components.Select(c => new SetMember(c, [new PackageKey(c.Namespace, c.Source ?? c.Name)], System.Text.Encoding.ASCII.GetBytes(c.Version))))));
}
