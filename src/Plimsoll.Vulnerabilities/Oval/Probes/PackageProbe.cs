using Plimsoll.Vulnerabilities.Oval.Evaluation;
using Plimsoll.Vulnerabilities.Oval.Items;

namespace Plimsoll.Vulnerabilities.Oval.Probes;

/// <summary>Packages of dpkg or rpm, by their name.</summary>
internal sealed class PackageProbe(bool isRpm) : IProbe
{
    private static readonly ItemCollection NoRpm = ItemCollection.NotApplicable("the system has no packages of rpm");
    private static readonly ItemCollection NoDpkg = ItemCollection.NotApplicable("the system has no packages of dpkg");

    public ItemCollection Collect(ObjectQuery query)
    {
        if (query.Evaluator.Packages.Of(isRpm) is not { } packages) return query.System.Gap is { } gap ? ItemCollection.NotCollected(gap) : isRpm ? NoRpm : NoDpkg;
        if (query["name"] is not { } name) return ItemCollection.Error("an object for packages names none");
        if (name.IsEquals && name.Values.Count == 1) return ItemCollection.Of(packages.TryGetValue(name.Values[0], out var found) ? found : [], query.System.Gap);
        return ItemCollection.Of([.. packages.Where(package => name.IsMatch(package.Key)).SelectMany(package => package.Value)], query.System.Gap);
    }
}
