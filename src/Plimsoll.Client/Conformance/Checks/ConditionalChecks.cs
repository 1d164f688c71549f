namespace Plimsoll.Client.Conformance.Checks;

/// <summary>Requests that need no body when nothing changed.</summary>
internal static class ConditionalChecks
{
    private const string Area = "Conditional requests";

    private static readonly SpecificationText Says = new("RFC 9110, section 13.1.2", "https://www.rfc-editor.org/rfc/rfc9110#section-13.1.2", "If-None-Match: when the condition is false for a GET or HEAD request, the server MUST answer 304 (Not Modified). The distribution specification follows HTTP where it says nothing else; a registry that sends no entity tags offers no conditional requests.");

    public static IEnumerable<ConformanceCheck> All =>
    [
        new("conditional-manifest", Area, CheckLevel.Optional, "A manifest that the client has is 304", Says, async probe =>
        {
            var image = await probe.HaveImageAsync("conditional");
            await AskAsync(probe, probe.Path("manifests/conditional"));
            await AskAsync(probe, probe.Path("manifests/" + image.Digest));
        }),
        new("conditional-manifest-moved", Area, CheckLevel.Must, "A tag that moved is not 304", Says, async probe =>
        {
            var before = await probe.HaveImageAsync("moving");
            var tag = Tag(await probe.GetAsync(probe.Path("manifests/moving")));
            var after = await probe.HaveImageAsync("moving");
            (await probe.GetAsync(probe.Path("manifests/moving"), ("If-None-Match", tag))).Expect(200).WithBody(after.Content);
            if (before.Digest == after.Digest) throw new CheckNotRunException("Two images had one digest.");
        }),
        new("conditional-blob", Area, CheckLevel.Optional, "A blob that the client has is 304", Says, async probe => await AskAsync(probe, probe.Path("blobs/" + await probe.HaveBlobAsync(Probe.Bytes(1000))))),
        new("conditional-range", Area, CheckLevel.Optional, "If-Range with another entity tag gives the whole blob", new SpecificationText("RFC 9110, section 13.1.5", "https://www.rfc-editor.org/rfc/rfc9110#section-13.1.5", "If-Range: if the validator does not match, the server SHOULD ignore the Range header field and send the whole representation."), async probe =>
        {
            var content = Probe.Bytes(1000);
            var digest = await probe.HaveBlobAsync(content);
            (await probe.GetAsync(probe.Path("blobs/" + digest), ("Range", "bytes=0-9"), ("If-Range", "\"another\""))).Expect(200).WithBody(content);
        }),
    ];

    private static async Task AskAsync(Probe probe, string path) => (await probe.GetAsync(path, ("If-None-Match", Tag(await probe.GetAsync(path))))).Expect(304).WithBody([]);

    private static string Tag(Reply reply) => reply.Expect(200)["ETag"] is { Length: > 0 } tag ? tag : throw new CheckNotOfferedException("No entity tag (ETag) comes with the content.");
}
