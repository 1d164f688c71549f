using Plimsoll.Vulnerabilities.Oval.Evaluation;
using Plimsoll.Vulnerabilities.Oval.Items;

namespace Plimsoll.Vulnerabilities.Oval.Probes;

/// <summary>Variables of the environment that the image's configuration sets. A process may have others.</summary>
internal sealed class EnvironmentProbe : IProbe
{
    public bool LooksAtFiles => false;

    public ItemCollection Collect(ObjectQuery query)
    {
        if (query.System.Environment is not { } environment) return ItemCollection.NotCollected("nothing tells the environment of programs");
        if (query["name"] is not { } name) return ItemCollection.Error($"{query.Object.Id} names no variable");
        if (query["pid"] is not null) return ItemCollection.NotCollected("an image has no processes");
        return ItemCollection.Of([.. environment.Where(entry => name.IsMatch(entry.Key)).Select(entry => new OvalItem(query.Object.Kind, new("name", entry.Key), new("value", entry.Value)))]);
    }
}
