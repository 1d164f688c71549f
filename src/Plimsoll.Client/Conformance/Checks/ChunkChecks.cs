using Plimsoll.Core;
using static Plimsoll.Client.Conformance.SpecificationText;

namespace Plimsoll.Client.Conformance.Checks;

/// <summary>Uploads in pieces: what lets a push go on after a connection broke.</summary>
internal static class ChunkChecks
{
    private const string Area = "Push: chunks";
    private const int Piece = 1000;

    private static readonly SpecificationText Chunks = Distribution("Pushing a blob in chunks", "The response for each successful chunk upload MUST be 202 Accepted, and MUST have the headers Location and Range: 0-<end-of-range>. The <end-of-range> value is the position of the last uploaded byte of the blob, matching the end value of the Content-Range in the request.");
    private static readonly SpecificationText Order = Distribution("Pushing a blob in chunks", "Chunks MUST be uploaded in order, with the first byte of a chunk being the last chunk's <end-of-range> plus one. If a chunk is uploaded out of order, the registry MUST respond with a 416 Requested Range Not Satisfiable code. … If the final chunk is uploaded out of order, the registry MUST respond with a 416.");
    private static readonly SpecificationText Status = Distribution("Pushing a blob in chunks", "To get the current status after a 416 error, issue a GET request to a URL <blob-push-location>. The response to an active upload MUST be a 204 No Content response code, and MUST have the headers Location and Range: 0-<end-of-range>.");

    public static IEnumerable<ConformanceCheck> All =>
    [
        new("push-stream", Area, CheckLevel.Must, "A blob comes in one PATCH without a range, as container engines send it", Chunks, async probe =>
        {
            var content = Probe.Bytes(5000);
            var location = (await probe.SendAsync("PATCH", await probe.StartAsync(), content, ("Content-Type", "application/octet-stream"))).Expect(202).Header("Location");
            (await probe.SendAsync("PUT", probe.Closing(location, Digest.Of(content).Value))).Expect(201).Header("Location");
            (await probe.GetAsync(probe.Path("blobs/" + Digest.Of(content)))).Expect(200).WithBody(content);
        }),
        new("push-chunks", Area, CheckLevel.Must, "A blob comes in three chunks, and the registry says each time how much it has", Chunks, async probe =>
        {
            var content = Probe.Bytes(3 * Piece);
            var location = await probe.StartAsync();
            for (var start = 0; start < content.Length; start += Piece) location = (await PatchAsync(probe, location, content, start)).Expect(202).With("Range", $"0-{start + Piece - 1}").Header("Location");
            (await probe.SendAsync("PUT", probe.Closing(location, Digest.Of(content).Value))).Expect(201).Header("Location");
            (await probe.GetAsync(probe.Path("blobs/" + Digest.Of(content)))).Expect(200).WithBody(content);
        }),
        new("push-chunks-last-in-put", Area, CheckLevel.Must, "The last chunk comes with the PUT", Distribution("Pushing a blob in chunks", "The final chunk MAY be uploaded using a PATCH request or it MAY be uploaded in the closing PUT request."), async probe =>
        {
            var content = Probe.Bytes(2 * Piece);
            var location = (await PatchAsync(probe, await probe.StartAsync(), content, 0)).Expect(202).Header("Location");
            (await probe.SendAsync("PUT", probe.Closing(location, Digest.Of(content).Value), content[Piece..], ("Content-Type", "application/octet-stream"), ("Content-Range", $"{Piece}-{2 * Piece - 1}"))).Expect(201);
            (await probe.GetAsync(probe.Path("blobs/" + Digest.Of(content)))).Expect(200).WithBody(content);
        }),
        new("push-chunks-gap", Area, CheckLevel.Must, "A chunk that leaves out bytes is 416", Order, async probe =>
        {
            var content = Probe.Bytes(3 * Piece);
            var location = (await PatchAsync(probe, await probe.StartAsync(), content, 0)).Expect(202).Header("Location");
            (await PatchAsync(probe, location, content, 2 * Piece)).Expect(416);
        }),
        new("push-chunks-again", Area, CheckLevel.Must, "A chunk that was sent already is 416", Order, async probe =>
        {
            var content = Probe.Bytes(3 * Piece);
            var location = (await PatchAsync(probe, await probe.StartAsync(), content, 0)).Expect(202).Header("Location");
            (await PatchAsync(probe, location, content, 0)).Expect(416);
        }),
        new("push-chunks-gap-in-put", Area, CheckLevel.Must, "A last chunk that leaves out bytes is 416", Order, async probe =>
        {
            var content = Probe.Bytes(3 * Piece);
            var location = (await PatchAsync(probe, await probe.StartAsync(), content, 0)).Expect(202).Header("Location");
            (await probe.SendAsync("PUT", probe.Closing(location, Digest.Of(content).Value), content[(2 * Piece)..], ("Content-Type", "application/octet-stream"), ("Content-Range", $"{2 * Piece}-{3 * Piece - 1}"))).Expect(416);
        }),
        new("push-chunks-status", Area, CheckLevel.Must, "An upload says how much it has", Status, async probe =>
        {
            var content = Probe.Bytes(3 * Piece);
            var location = (await PatchAsync(probe, await probe.StartAsync(), content, 0)).Expect(202).Header("Location");
            (await probe.GetAsync(location)).Expect(204).With("Range", $"0-{Piece - 1}").Header("Location");
        }),
        new("push-chunks-resume", Area, CheckLevel.Must, "An upload goes on after a refused chunk", Status, async probe =>
        {
            var content = Probe.Bytes(3 * Piece);
            var location = (await PatchAsync(probe, await probe.StartAsync(), content, 0)).Expect(202).Header("Location");
            await PatchAsync(probe, location, content, 2 * Piece);
            location = (await probe.GetAsync(location)).Expect(204).With("Range", $"0-{Piece - 1}").Header("Location");
            location = (await PatchAsync(probe, location, content, Piece)).Expect(202).Header("Location");
            location = (await PatchAsync(probe, location, content, 2 * Piece)).Expect(202).Header("Location");
            (await probe.SendAsync("PUT", probe.Closing(location, Digest.Of(content).Value))).Expect(201);
            (await probe.GetAsync(probe.Path("blobs/" + Digest.Of(content)))).Expect(200).WithBody(content);
        }),
        new("push-upload-unknown", Area, CheckLevel.Must, "An upload that does not exist is 404", Distribution("Endpoints", "end-13: GET <blob-push-location>; success 204, failure 404."), async probe =>
        {
            await probe.HaveBlobAsync(Probe.Bytes(8));
            (await probe.GetAsync(probe.Path("blobs/uploads/0190163d-8694-739b-aea5-966c26f8ad91"))).Expect(404);
        }),
        new("push-cancel", Area, CheckLevel.Should, "An upload can be cancelled", Distribution("Cancel a blob upload", "During a blob upload, the session may be canceled with a DELETE request. If successful, the response SHOULD be a 204 No Content response code."), async probe =>
            (await probe.SendAsync("DELETE", await probe.StartAsync())).Expect(204)),
    ];

    private static Task<Reply> PatchAsync(Probe probe, string location, byte[] content, int start) =>
        probe.SendAsync("PATCH", location, content[start..(start + Piece)], ("Content-Type", "application/octet-stream"), ("Content-Range", $"{start}-{start + Piece - 1}"));
}
