using static Plimsoll.Client.Conformance.SpecificationText;

namespace Plimsoll.Client.Conformance.Checks;

/// <summary>Lists of tags.</summary>
internal static class TagListChecks
{
    private const string Area = "Content discovery: tags";

    private static readonly SpecificationText Lists = Distribution("Listing Tags", "Assuming a repository is found, this request MUST return a 200 OK response code. If the list is not empty, the tags MUST be in lexical (i.e. case-insensitive alphanumeric order) or \"ASCIIbetical\" order.");
    private static readonly SpecificationText Pages = Distribution("Listing Tags", "The response to such a request MAY return fewer than <int> results, but only when the total number of tags attached to the repository is less than <int> or a Link header is provided. Otherwise, the response MUST include <int> results. … If included, the Link header MUST be set according to RFC 5988 with the Relation Type rel=\"next\". When n is zero, this endpoint MUST return an empty list, and MUST NOT include a Link header.");
    private static readonly SpecificationText Last = Distribution("Listing Tags", "A request of this sort will return up to <int> tags, beginning non-inclusively with <tagname>. That is to say, <tagname> will not be included in the results, but up to <int> tags after <tagname> will be returned. When using the last query parameter, the n parameter is OPTIONAL.");

    public static IEnumerable<ConformanceCheck> All =>
    [
        new("tags-list", Area, CheckLevel.Must, "All tags are listed, in order", Lists, async probe =>
        {
            await PushAsync(probe);
            var tags = Tags((await probe.GetAsync(probe.Path("tags/list"))).Expect(200));
            foreach (var tag in Names.Where(tag => !tags.Contains(tag))) throw new CheckFailedException($"The tag {tag} was pushed and is not listed.");
            if (!tags.SequenceEqual(tags.Order(StringComparer.Ordinal)) && !tags.SequenceEqual(tags.Order(StringComparer.OrdinalIgnoreCase))) throw new CheckFailedException("The tags are in no order: " + string.Join(", ", tags));
        }),
        new("tags-page", Area, CheckLevel.Must, "As many tags come as were asked for", Pages, async probe =>
        {
            await PushAsync(probe);
            var reply = (await probe.GetAsync(probe.Path("tags/list?n=2"))).Expect(200);
            if (Tags(reply).Count is var count && (count > 2 || (count < 2 && reply["Link"] is null))) throw new CheckFailedException($"n=2 asks for two tags; {count} came.");
        }),
        new("tags-page-zero", Area, CheckLevel.Must, "No tag comes when none is asked for", Pages, async probe =>
        {
            await PushAsync(probe);
            var reply = (await probe.GetAsync(probe.Path("tags/list?n=0"))).Expect(200);
            if (Tags(reply).Count > 0 || reply["Link"] is not null) throw new CheckFailedException($"n=0 asks for an empty list; {Tags(reply).Count} tags came{(reply["Link"] is null ? "" : " and a Link")}.");
        }),
        new("tags-after", Area, CheckLevel.Must, "A list goes on after a tag", Last, async probe =>
        {
            await PushAsync(probe);
            var all = Tags((await probe.GetAsync(probe.Path("tags/list"))).Expect(200));
            var rest = Tags((await probe.GetAsync(probe.Path("tags/list?last=" + all[1]))).Expect(200));
            if (!rest.SequenceEqual(all.Skip(2))) throw new CheckFailedException($"After {all[1]} come {string.Join(", ", all.Skip(2))}; the registry listed {string.Join(", ", rest)}.");
        }),
        new("tags-next-page", Area, CheckLevel.Should, "The pages of a list lead to one another and hold all tags", Pages, async probe =>
        {
            await PushAsync(probe);
            var (found, page) = (new List<string>(), probe.Path("tags/list?n=2"));
            for (var pages = 0; page is not null && pages < 500; pages++)
            {
                var reply = (await probe.GetAsync(page)).Expect(200);
                found.AddRange(Tags(reply));
                page = reply["Link"] is { } link && link.Contains("next", StringComparison.Ordinal) ? link[(link.IndexOf('<', StringComparison.Ordinal) + 1)..link.IndexOf('>', StringComparison.Ordinal)] : null;
            }
            foreach (var tag in Names.Where(tag => found.Count(one => one == tag) != 1)) throw new CheckFailedException($"Following the links, the tag {tag} came {found.Count(one => one == tag)} times.");
        }),
        new("tags-list-name", Area, CheckLevel.Must, "A list names its repository", Lists, async probe =>
        {
            await PushAsync(probe);
            var name = (await probe.GetAsync(probe.Path("tags/list"))).Expect(200).Json.GetProperty("name").GetString();
            if (name != probe.Repository) throw new CheckFailedException($"The list is of {probe.Repository}; it says {name}.");
        }),
    ];

    private static IReadOnlyList<string> Names { get; } = ["list-a", "list-b", "list-c", "list-d", "list-e"];

    private static async Task PushAsync(Probe probe)
    {
        var image = await probe.ImageAsync();
        foreach (var tag in Names) await probe.HaveManifestAsync(image, tag);
    }

    private static List<string> Tags(Reply reply) =>
        reply.Json.GetProperty("tags") is { ValueKind: System.Text.Json.JsonValueKind.Array } tags ? [.. tags.EnumerateArray().Select(tag => tag.GetString() ?? "")] : [];
}
