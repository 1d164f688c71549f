using Plimsoll.Bench.Content;

namespace Plimsoll.Bench.Soak;

/// <summary>Pulls an image as a client does, by its tag, with all its blobs and with what refers to it, and hashes everything.</summary>
internal static class ImageCheck
{
    /// <param name="tag">The tag that leads to it.</param>
    public static async Task RunAsync(SoakClient client, string tag, StoredImage image, SoakTally tally)
    {
        await PullAsync(client, image.Path(tag), image.Digest, tally);
        foreach (string blob in image.Blobs) await PullAsync(client, image.BlobPath(blob), blob, tally);
        foreach (var referrer in image.Referrers)
        {
            await PullAsync(client, referrer.Path(referrer.Digest), referrer.Digest, tally);
            foreach (string blob in referrer.Blobs) await PullAsync(client, referrer.BlobPath(blob), blob, tally);
        }
    }

    private static async Task PullAsync(SoakClient client, string path, string digest, SoakTally tally)
    {
        var answer = await client.InsistAsync(HttpMethod.Get, path);
        if (answer.Status != 200) tally.Fault(Counted.Lost, $"GET {path}: {answer}");
        else if (BlobFactory.DigestOf(answer.Body) is var got && got != digest) tally.Fault(Counted.Damaged, $"GET {path}: {got}, wanted {digest}");
    }
}
