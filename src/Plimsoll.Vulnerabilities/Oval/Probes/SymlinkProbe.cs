using Plimsoll.Vulnerabilities.Oval.Evaluation;
using Plimsoll.Vulnerabilities.Oval.Items;

namespace Plimsoll.Vulnerabilities.Oval.Probes;

/// <summary>Symbolic links with the path to which they lead in the end (unix-definitions-schema, symlink_object).</summary>
internal sealed class SymlinkProbe : IProbe
{
    public ItemCollection Collect(ObjectQuery query)
    {
        if (query["filepath"] is null) return ItemCollection.Error($"{query.Object.Id} names no link");
        var search = new FileSearch(query);
        return ItemCollection.Of(
        [
            .. search.Run().Where(file => file.Type == OvalFileType.Link).Take(query.Limits.MaxItems + 1)
                .Select(file => new OvalItem("unix:symlink", new("filepath", file.Path), new("canonical_path", query.System.Follow(file.Path)?.Path))),
        ], search.Gap);
    }
}
