using Plimsoll.Vulnerabilities.Oval.Evaluation;
using Plimsoll.Vulnerabilities.Oval.Items;

namespace Plimsoll.Vulnerabilities.Oval.Probes;

/// <summary>What uname(1) prints, as far as an image decides that: the kernel and the host are those of the machine on which it will run.</summary>
internal sealed class UnameProbe : IProbe
{
    private const string OfHost = "the kernel and the name of the host are not those of an image";

    public bool LooksAtFiles => false;

    public ItemCollection Collect(ObjectQuery query)
    {
        ItemEntity Machine(string name) => query.System.Machine is { } machine ? new(name, machine) : ItemEntity.Unknown(name, "nothing tells the machine");
        return ItemCollection.Of([new OvalItem(
            "unix:uname", Machine("machine_class"), ItemEntity.Unknown("node_name", OfHost), new("os_name", "Linux"), ItemEntity.Unknown("os_release", OfHost), ItemEntity.Unknown("os_version", OfHost),
            Machine("processor_type"))]);
    }
}
