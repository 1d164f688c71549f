namespace Plimsoll.Bench.Soak;

/// <summary>
/// Sees to it that a repository has a blob, as clients do it: HEAD, then a mount or an upload, in one piece or in chunks. What breaks off is gone on with where the server says that it stands, on whichever server
/// that request meets.
/// </summary>
internal sealed class BlobPush(SoakClient client, SoakTally tally)
{
    /// <summary>Every chunk of an upload is one request, which goes to another server.</summary>
    private const int ChunkSize = 700_000;

    /// <summary>Makes a repository have the blob.</summary>
    /// <param name="source">A repository that may have it, to mount from.</param>
    /// <returns>When the request was sent that was told that it is there: from then on it must stay for a grace.</returns>
    public async Task<DateTime> PushAsync(string repository, string digest, Func<byte[]> content, string source)
    {
        byte[]? bytes = null;
        while (true)
        {
            var asked = DateTime.UtcNow;
            if ((await client.InsistAsync(HttpMethod.Head, $"/v2/{repository}/blobs/{digest}")).Status == 200)
            {
                tally.Count(bytes is null ? Counted.BlobsThere : Counted.Blobs);
                return asked;
            }

            try
            {
                if (await TryPushAsync(repository, digest, bytes ??= content(), source) is { } sent) return sent;
            }
            catch (LostAnswerException)
            {
                // Whether it is there now, the next look tells.
            }

            await SoakClient.PauseAsync();
        }
    }

    private async Task<DateTime?> TryPushAsync(string repository, string digest, byte[] bytes, string source)
    {
        var sent = DateTime.UtcNow;
        string query = source == repository ? "" : $"?mount={Uri.EscapeDataString(digest)}&from={Uri.EscapeDataString(source)}";
        var begun = await client.SendAsync(HttpMethod.Post, $"/v2/{repository}/blobs/uploads/{query}");
        if (begun.Status == 201)
        {
            tally.Count(Counted.Mounts);
            return sent;
        }

        if (begun is not { Status: 202, Location: { } location }) throw Unexpected("POST of an upload", begun);
        int stands = bytes.Length > ChunkSize && Random.Shared.Next(2) == 0 ? await SendChunksAsync(location, bytes) : 0;
        if (stands < 0) return null;
        sent = DateTime.UtcNow;
        char separator = location.Contains('?', StringComparison.Ordinal) ? '&' : '?';
        var closed = await client.SendAsync(HttpMethod.Put, $"{location}{separator}digest={Uri.EscapeDataString(digest)}", bytes.AsMemory(stands), "application/octet-stream");
        if (closed.Status == 201)
        {
            tally.Count(Counted.Blobs);
            return sent;
        }

        // 404: it was closed by a request whose answer was lost. 416: the server that died in the middle still holds it.
        return closed.Status is 404 or 416 ? null : throw Unexpected("closing PUT", closed);
    }

    /// <summary>Sends all but the last chunk; where the upload stands then, or -1 when it has to be begun again.</summary>
    private async Task<int> SendChunksAsync(string location, byte[] bytes)
    {
        int stands = 0;
        while (bytes.Length - stands > ChunkSize)
        {
            Answer answer;
            try
            {
                answer = await client.SendAsync(HttpMethod.Patch, location, bytes.AsMemory(stands, ChunkSize), "application/octet-stream", (stands, stands + ChunkSize - 1));
            }
            catch (LostAnswerException)
            {
                answer = await client.InsistAsync(HttpMethod.Get, location);
                tally.Count(Counted.Resumes);
            }

            if (answer.Status is not (202 or 204 or 416)) return answer.Status == 404 ? -1 : throw Unexpected("PATCH", answer);
            if (answer.Status == 416) await SoakClient.PauseAsync();
            if (answer.Received < stands) tally.Fault(Counted.Lost, $"an upload stands at {answer.Received}, {stands} were acknowledged: {location}");
            stands = answer.Received;
        }

        return stands;
    }

    private UnexpectedAnswerException Unexpected(string request, Answer answer)
    {
        tally.Fault(Counted.Unexpected, $"{request}: {answer}");
        return new UnexpectedAnswerException();
    }
}
