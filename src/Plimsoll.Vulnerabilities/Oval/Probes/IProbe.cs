using Plimsoll.Vulnerabilities.Oval.Evaluation;
using Plimsoll.Vulnerabilities.Oval.Items;

namespace Plimsoll.Vulnerabilities.Oval.Probes;

/// <summary>Finds items of one kind on the system.</summary>
internal interface IProbe
{
    /// <summary>Finds what an object describes.</summary>
    ItemCollection Collect(ObjectQuery query);
}
