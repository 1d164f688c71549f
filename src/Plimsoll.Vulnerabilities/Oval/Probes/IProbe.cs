using Plimsoll.Vulnerabilities.Oval.Evaluation;
using Plimsoll.Vulnerabilities.Oval.Items;

namespace Plimsoll.Vulnerabilities.Oval.Probes;

/// <summary>Finds items of one kind on the system.</summary>
internal interface IProbe
{
    /// <summary>True when what it finds lies in the files of the system, packages among them.</summary>
    bool LooksAtFiles => true;

    /// <summary>Finds what an object describes.</summary>
    ItemCollection Collect(ObjectQuery query);
}
