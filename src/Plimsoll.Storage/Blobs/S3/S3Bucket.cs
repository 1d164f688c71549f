using Amazon.S3;
using Amazon.S3.Model;

namespace Plimsoll.Storage.Blobs.S3;

/// <summary>
/// The calls to one bucket, names below the prefix. The SDK repeats what failed for a moment, waiting longer each time; every call ends in bounded time, with its result,
/// with an <see cref="AmazonS3Exception"/> that says that something is not there, or with <see cref="StorageUnavailableException"/>.
/// </summary>
internal sealed class S3Bucket(S3Client client, S3Settings settings) : IDisposable
{
    /// <summary>Keys in one batch deletion; the API takes no more.</summary>
    private const int BatchSize = 1000;

    private static readonly TimeSpan AddressLife = TimeSpan.FromMinutes(20);

    /// <summary>How long to wait for a small answer, or for the next bytes of a large one.</summary>
    public TimeSpan Patience => settings.Patience;

    /// <summary>For requests with up to one part as their body.</summary>
    private TimeSpan Long => settings.Patience * 4;

    public Task PutAsync(string name, PartBuffer body, CancellationToken cancellationToken) => RunAsync("store an object", Long, async token =>
    {
        body.Position = 0;
        return await client.PutObjectAsync(new PutObjectRequest
        {
            BucketName = settings.Bucket,
            Key = settings.Prefix + name,
            InputStream = body,
            AutoCloseStream = false,
            AutoResetStreamPosition = true,
            UseChunkEncoding = false,
            ContentType = "application/octet-stream",
        }, token);
    }, cancellationToken);

    /// <summary>Opens an object, or a part of it; null when it does not exist. The response belongs to the caller.</summary>
    public async Task<GetObjectResponse?> GetAsync(string name, string? range, CancellationToken cancellationToken)
    {
        try
        {
            return await RunAsync("read an object", Patience, token => client.GetObjectAsync(new GetObjectRequest
            {
                BucketName = settings.Bucket,
                Key = settings.Prefix + name,
                ByteRange = range is null ? null : new ByteRange(range),
            }, token), cancellationToken);
        }
        catch (AmazonS3Exception e) when (S3Faults.IsMissing(e))
        {
            return null;
        }
    }

    /// <summary>Size in bytes; null when the object does not exist.</summary>
    public async Task<long?> SizeAsync(string name, CancellationToken cancellationToken)
    {
        try
        {
            return (await RunAsync("look at an object", Patience, token => client.GetObjectMetadataAsync(settings.Bucket, settings.Prefix + name, token), cancellationToken)).ContentLength;
        }
        catch (AmazonS3Exception e) when (S3Faults.IsMissing(e))
        {
            return null;
        }
    }

    public async Task DeleteAsync(IEnumerable<string> names, CancellationToken cancellationToken)
    {
        foreach (var batch in names.Chunk(BatchSize))
        {
            var request = new DeleteObjectsRequest { BucketName = settings.Bucket, Quiet = true, Objects = [.. batch.Select(n => new KeyVersion { Key = settings.Prefix + n })] };
            var response = await RunAsync("delete objects", Long, token => client.DeleteObjectsAsync(request, token), cancellationToken);
            if (response.DeleteErrors is { Count: > 0 } errors) throw new StorageUnavailableException($"The blob store kept {errors.Count} of {batch.Length} objects that were to be deleted: {errors[0].Code}");
        }
    }

    /// <summary>Objects whose names begin so, in order of name.</summary>
    public async IAsyncEnumerable<(string Name, long Size)> ListAsync(string start, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        string? after = null;
        while (true)
        {
            var request = new ListObjectsV2Request { BucketName = settings.Bucket, Prefix = settings.Prefix + start, ContinuationToken = after };
            var page = await RunAsync("list objects", Patience, token => client.ListObjectsV2Async(request, token), cancellationToken);
            foreach (var found in page.S3Objects ?? []) yield return (found.Key[settings.Prefix.Length..], found.Size ?? 0);
            if (page.IsTruncated != true) yield break;
            after = page.NextContinuationToken;
        }
    }

    public async Task<string> BeginUploadAsync(string name, CancellationToken cancellationToken) => (await RunAsync("begin an upload", Patience, token =>
        client.InitiateMultipartUploadAsync(new InitiateMultipartUploadRequest { BucketName = settings.Bucket, Key = settings.Prefix + name, ContentType = "application/octet-stream" }, token), cancellationToken)).UploadId;

    /// <summary>Stores a part; its entity tag.</summary>
    /// <exception cref="FileNotFoundException">The upload ended.</exception>
    /// <param name="name">The object that it will be a part of.</param>
    /// <param name="uploadId">The multipart upload.</param>
    /// <param name="number">Counts from 1.</param>
    /// <param name="body">The bytes.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public Task<string> PutPartAsync(string name, string uploadId, int number, PartBuffer body, CancellationToken cancellationToken) => RunPartAsync("store a part", async token =>
    {
        body.Position = 0;
        var response = await client.UploadPartAsync(new UploadPartRequest
        {
            BucketName = settings.Bucket,
            Key = settings.Prefix + name,
            UploadId = uploadId,
            PartNumber = number,
            PartSize = body.Length,
            InputStream = body,
            UseChunkEncoding = false,
        }, token);
        return response.ETag.Trim('"');
    }, cancellationToken);

    /// <summary>Makes parts an object.</summary>
    /// <exception cref="FileNotFoundException">The upload ended, or its parts are others.</exception>
    public Task CompleteUploadAsync(string name, string uploadId, IEnumerable<string> parts, CancellationToken cancellationToken) => RunPartAsync("complete an upload", token =>
        client.CompleteMultipartUploadAsync(new CompleteMultipartUploadRequest
        {
            BucketName = settings.Bucket,
            Key = settings.Prefix + name,
            UploadId = uploadId,
            PartETags = [.. parts.Select((tag, i) => new PartETag(i + 1, tag))],
        }, token), cancellationToken);

    /// <summary>Gives up a multipart upload and the room that its parts take; it is no error when it ended already.</summary>
    public async Task AbortUploadAsync(string name, string uploadId, CancellationToken cancellationToken)
    {
        try
        {
            await RunAsync("give up an upload", Patience, token => client.AbortMultipartUploadAsync(settings.Bucket, settings.Prefix + name, uploadId, token), cancellationToken);
        }
        catch (AmazonS3Exception e) when (S3Faults.IsMissing(e))
        {
            // Ended meanwhile.
        }
    }

    /// <summary>The multipart uploads of one object that were neither completed nor given up.</summary>
    public async Task<IReadOnlyList<string>> ListUploadsAsync(string name, CancellationToken cancellationToken)
    {
        var request = new ListMultipartUploadsRequest { BucketName = settings.Bucket, Prefix = settings.Prefix + name };
        var page = await RunAsync("list uploads", Patience, token => client.ListMultipartUploadsAsync(request, token), cancellationToken);
        return [.. (page.MultipartUploads ?? []).Where(u => u.Key == settings.Prefix + name).Select(u => u.UploadId)];
    }

    /// <summary>An address that allows reading one object for a while.</summary>
    public Uri AddressOf(string name, TimeProvider time) => new(client.GetPreSignedURL(new GetPreSignedUrlRequest
    {
        BucketName = settings.Bucket,
        Key = settings.Prefix + name,
        Verb = HttpVerb.GET,
        Protocol = settings.Endpoint?.Scheme == Uri.UriSchemeHttp ? Protocol.HTTP : Protocol.HTTPS,
        Expires = (time.GetUtcNow() + AddressLife).UtcDateTime,
    }));

    public void Dispose() => client.Dispose();

    private async Task<T> RunPartAsync<T>(string what, Func<CancellationToken, Task<T>> call, CancellationToken cancellationToken)
    {
        try
        {
            return await RunAsync(what, Long, call, cancellationToken);
        }
        catch (AmazonS3Exception e) when (S3Faults.IsUploadGone(e))
        {
            throw new FileNotFoundException($"The multipart upload cannot go on: {S3Faults.Describe(e)}", e);
        }
    }

    private static async Task<T> RunAsync<T>(string what, TimeSpan patience, Func<CancellationToken, Task<T>> call, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(patience);
        try
        {
            return await call(limit.Token);
        }
        catch (AmazonS3Exception e) when (S3Faults.IsUploadGone(e))
        {
            throw;
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            throw;
        }
        catch (OperationCanceledException e)
        {
            throw new StorageUnavailableException($"The blob store does not answer: could not {what} within {patience.TotalSeconds:0} s.", e);
        }
        catch (Exception e) when (e is Amazon.Runtime.AmazonClientException or Amazon.Runtime.AmazonServiceException or HttpRequestException or IOException and not StorageUnavailableException)
        {
            throw new StorageUnavailableException($"The blob store could not {what}: {S3Faults.Describe(e)}", e);
        }
    }
}
