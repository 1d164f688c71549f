using Plimsoll.Vulnerabilities.Oval.Evaluation;
using Plimsoll.Vulnerabilities.Oval.Items;

namespace Plimsoll.Vulnerabilities.Oval.Probes;

/// <summary>The family of the system, which for an image of Linux is always the same.</summary>
internal sealed class FamilyProbe : IProbe
{
    private static readonly ItemCollection Unix = ItemCollection.Of([new OvalItem("independent:family", new ItemEntity("family", "unix"))]);

    public bool LooksAtFiles => false;

    public ItemCollection Collect(ObjectQuery query) => Unix;
}
