using Plimsoll.Vulnerabilities.Oval.Evaluation;
using Plimsoll.Vulnerabilities.Oval.Items;

namespace Plimsoll.Vulnerabilities.Oval.Probes;

/// <summary>The properties of units of systemd that files decide; those of a running manager, such as <c>ActiveState</c>, are unknown (linux-definitions-schema, systemdunitproperty_object).</summary>
internal sealed class UnitPropertyProbe : IProbe
{
    public ItemCollection Collect(ObjectQuery query)
    {
        var units = new UnitFiles(query.System);
        if (!units.HasSystemd) return ItemCollection.NotCollected(query.System.Gap ?? UnitDependencyProbe.NoSystemd);
        if (query["unit"] is not { } unit || query["property"] is not { } property) return ItemCollection.Error($"{query.Object.Id} names no unit or no property");
        if (!property.IsEquals) return ItemCollection.NotCollected("properties of units are known by their whole name only");
        return ItemCollection.Of([.. units.Names.Where(unit.IsMatch).SelectMany(name => property.Values.Select(wanted => ItemOf(units, name, wanted)))], query.System.Gap);
    }

    private static OvalItem ItemOf(UnitFiles units, string unit, string property) => new("linux:systemdunitproperty", new("unit", unit), new("property", property), property switch
    {
        "Id" or "Names" => new("value", unit),
        "LoadState" => new("value", units.IsMasked(unit) ? "masked" : "loaded"),
        "FragmentPath" => new("value", units.FileOf(unit)?.Path),
        "UnitFileState" when units.IsMasked(unit) => new("value", "masked"),
        "UnitFileState" when units.IsEnabled(unit) => new("value", "enabled"),
        _ => ItemEntity.Unknown("value", $"{property} tells of a running system, which an image is not"),
    });
}
