using System.Text.Json;
using Plimsoll.Core.Advisories;

namespace Plimsoll.Vulnerabilities.Feeds.Native;

/// <summary>FriendsOfPHP's database (https://github.com/FriendsOfPHP/security-advisories): a file for each vulnerability of a Composer package, with constraints by branch.</summary>
internal sealed class FriendsOfPhpFormat : IFeedFormat
{
    private const string Source = "FriendsOfPHP";
    private const string Scheme = "composer://";

    /// <inheritdoc/>
    public string Name => Source;

    /// <inheritdoc/>
    public bool Recognises(FeedFile file) => Path.GetExtension(file.Name) is ".yaml" or ".yml" && file.StartHas("branches:", FeedFile.StartSize) && file.StartHas(Scheme, FeedFile.StartSize);

    /// <inheritdoc/>
    public IEnumerable<FeedItem> Read(FeedFile file, FeedLimits limits, CancellationToken cancellation)
    {
        using var document = JsonText.Parse(YamlText.ToJson(file.Open(), limits));
        var root = document.RootElement;
        yield return NativeRecord.Read(file, Source, null, () => Record(file, root, limits));
    }

    private static Advisory Record(FeedFile file, JsonElement root, FeedLimits limits)
    {
        var reference = root.Text("reference");
        if (reference?.StartsWith(Scheme, StringComparison.Ordinal) != true) throw new FeedFormatException("The reference is no Composer package.");
        var name = PackageKey.Normalise("composer", FeedText.Name(reference[Scheme.Length..], "name of the package", limits));
        var id = $"FOP-{name.Replace('/', '-')}-{Path.GetFileNameWithoutExtension(file.Path.Split('!')[^1])}";
        var ranges = root.Get("branches").Members().Select(branch => branch.Value.Texts("versions")).Where(versions => versions.Count > 0)
            .Select(versions => AffectedRange.Native(FeedText.Version(string.Join(',', versions), limits with { MaxVersionLength = 2000 }))).ToArray();
        if (ranges.Length == 0) throw new FeedFormatException("No branch has versions.");
        return new Advisory
        {
            Source = Source,
            Id = FeedText.Name(id, "identifier", limits),
            Aliases = FeedText.Names(root.Text("cve") is { } cve ? [cve] : [], id, limits),
            Published = root.Get("branches").Members().Select(branch => branch.Value.Time("time")).Where(time => time is not null).Min(),
            Summary = FeedText.Cut(root.Text("title"), 500),
            References = root.Text("link") is { } link ? [new("WEB", FeedText.Cut(link, 2000)!)] : [],
            Affected = [new() { Namespace = "composer", Name = name, Ranges = ranges }],
        };
    }
}
