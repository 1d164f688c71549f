using static Plimsoll.Client.Conformance.SpecificationText;

namespace Plimsoll.Client.Conformance.Checks;

/// <summary>Parts of blobs, for pulls that go on where they broke off.</summary>
internal static class RangeChecks
{
    private const string Area = "Ranges";
    private const int Size = 20_000;

    private static readonly SpecificationText Says = Distribution("Pulling blobs", "A registry SHOULD support the Range request header in accordance with RFC 9110 (section 14).");
    private static readonly SpecificationText Http = new("RFC 9110, section 14", "https://www.rfc-editor.org/rfc/rfc9110#section-14", "A server that supports range requests answers a satisfiable range with 206 (Partial Content) and a Content-Range that describes what is enclosed; for a range that selects nothing it SHOULD answer 416 (Range Not Satisfiable) with the current length as bytes */length.");

    public static IEnumerable<ConformanceCheck> All =>
    [
        Part("range-middle", "Bytes in the middle of a blob", "500-1499", 500, 1499),
        Part("range-open", "Bytes from a place to the end", "15000-", 15_000, Size - 1),
        Part("range-suffix", "The last bytes of a blob", "-500", Size - 500, Size - 1),
        Part("range-beyond", "A range that ends after the blob gives what there is", "19000-99999", 19_000, Size - 1),
        new("range-unsatisfiable", Area, CheckLevel.Should, "A range after the end of a blob is 416 and says how long it is", Http, async probe =>
        {
            var digest = await probe.HaveBlobAsync(Probe.Bytes(Size));
            (await probe.GetAsync(probe.Path("blobs/" + digest), ("Range", "bytes=50000-60000"))).Expect(416).With("Content-Range", $"bytes */{Size}");
        }),
        new("range-several", Area, CheckLevel.Optional, "Several ranges come in one answer", Http, async probe =>
        {
            var digest = await probe.HaveBlobAsync(Probe.Bytes(Size));
            var reply = (await probe.GetAsync(probe.Path("blobs/" + digest), ("Range", "bytes=0-9,1000-1099"))).Expect(206, 200);
            if (reply.Status == 200) throw new CheckNotOfferedException("The whole blob came.");
            if (!reply.Header("Content-Type").StartsWith("multipart/byteranges; boundary=", StringComparison.Ordinal)) throw new CheckFailedException($"Several ranges must come as multipart/byteranges; {reply["Content-Type"]} came.");
        }),
        new("range-head", Area, CheckLevel.Should, "HEAD takes no notice of ranges", new SpecificationText("RFC 9110, section 14.2", "https://www.rfc-editor.org/rfc/rfc9110#section-14.2", "A server MUST ignore a Range header field received with a request method that is unrecognized or for which range handling is not defined. For this specification, GET is the only method for which range handling is defined."), async probe =>
        {
            var digest = await probe.HaveBlobAsync(Probe.Bytes(Size));
            (await probe.HeadAsync(probe.Path("blobs/" + digest), ("Range", "bytes=0-9"))).Expect(200).With("Content-Length", Size.ToString());
        }),
    ];

    private static ConformanceCheck Part(string id, string name, string range, int first, int last) => new(id, Area, CheckLevel.Should, name, Says, async probe =>
    {
        var content = Probe.Bytes(Size);
        var digest = await probe.HaveBlobAsync(content);
        var reply = (await probe.GetAsync(probe.Path("blobs/" + digest), ("Range", "bytes=" + range))).Expect(206).WithBody(content.AsSpan(first, last - first + 1));
        if (reply.Header("Content-Range") is var sent && sent != $"bytes {first}-{last}/{Size}" && sent != $"bytes {first}-{last}/*") throw new CheckFailedException($"Content-Range must be 'bytes {first}-{last}/{Size}'; it is '{sent}'.");
    });
}
