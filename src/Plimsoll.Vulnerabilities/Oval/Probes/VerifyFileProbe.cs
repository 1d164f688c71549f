using Plimsoll.Vulnerabilities.Oval.Evaluation;
using Plimsoll.Vulnerabilities.Oval.Items;

namespace Plimsoll.Vulnerabilities.Oval.Probes;

/// <summary>
/// Files with the package of rpm that owns them: by this feeds of vendors tell the release, as that of the owner of <c>/etc/redhat-release</c> (linux-definitions-schema, rpmverifyfile_object).
/// Whether a file is still as installed is not looked at here.
/// </summary>
internal sealed class VerifyFileProbe : IProbe
{
    private static readonly string[] Verified =
        ["size_differs", "mode_differs", "md5_differs", "filedigest_differs", "device_differs", "link_mismatch", "ownership_differs", "group_differs", "mtime_differs", "capabilities_differ"];

    public ItemCollection Collect(ObjectQuery query)
    {
        if (query.Evaluator.Packages.Of(isRpm: true) is not { } packages) return query.System.Gap is { } gap ? ItemCollection.NotCollected(gap) : ItemCollection.NotApplicable("the system has no packages of rpm");
        if (query["filepath"] is null) return ItemCollection.Error($"{query.Object.Id} names no file");
        var search = new FileSearch(query);
        var items = new List<OvalItem>();
        foreach (var file in search.Run())
        {
            if (file.Package is not { } owner || !packages.TryGetValue(owner, out var candidates)) continue;
            items.AddRange(candidates.Where(package => IsMeant(query, package)).Select(package => ItemOf(package, file)));
            if (items.Count > query.Limits.MaxItems) break;
        }
        return ItemCollection.Of(items, search.Gap);
    }

    private static bool IsMeant(ObjectQuery query, OvalItem package)
    {
        foreach (var name in (ReadOnlySpan<string>)["name", "epoch", "version", "release", "arch"])
        {
            if (query[name] is { } wanted && (package[name] is not { } there || !wanted.IsMatch(there))) return false;
        }
        return true;
    }

    private static OvalItem ItemOf(OvalItem package, OvalFile file) => new("linux:rpmverifyfile",
    [
        new("name", package["name"]), new("epoch", package["epoch"]), new("version", package["version"]), new("release", package["release"]), new("arch", package["arch"]),
        new("filepath", file.Path), new("extended_name", package["extended_name"]),
        .. Verified.Select(name => ItemEntity.Unknown(name, "files are not compared with what rpm installed")),
    ]);
}
