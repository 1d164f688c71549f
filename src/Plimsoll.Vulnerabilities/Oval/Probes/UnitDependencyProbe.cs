using Plimsoll.Vulnerabilities.Oval.Evaluation;
using Plimsoll.Vulnerabilities.Oval.Items;

namespace Plimsoll.Vulnerabilities.Oval.Probes;

/// <summary>What units of systemd want and require, by the links that enabling leaves (linux-definitions-schema, systemdunitdependency_object).</summary>
internal sealed class UnitDependencyProbe : IProbe
{
    public const string NoSystemd = "the image has no systemd; which services something else starts is not known";

    public ItemCollection Collect(ObjectQuery query)
    {
        var units = new UnitFiles(query.System);
        if (!units.HasSystemd) return ItemCollection.NotCollected(query.System.Gap ?? NoSystemd);
        if (query["unit"] is not { } unit) return ItemCollection.Error($"{query.Object.Id} names no unit");
        return ItemCollection.Of(
            [.. units.Names.Where(unit.IsMatch).Select(name => new OvalItem("linux:systemdunitdependency", [new("unit", name), .. DependenciesOf(units, name)]))], query.System.Gap);
    }

    /// <summary>A unit that wants nothing has one dependency that does not exist, so that what is asked of it is false and not unknown.</summary>
    private static IEnumerable<ItemEntity> DependenciesOf(UnitFiles units, string name) =>
        units.DependenciesOf(name) is { Count: > 0 } wanted ? wanted.Select(unit => new ItemEntity("dependency", unit)) : [new ItemEntity("dependency", null)];
}
