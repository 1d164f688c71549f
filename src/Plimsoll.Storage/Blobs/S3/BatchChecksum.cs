using System.Security.Cryptography;
using Amazon.Runtime;
using Amazon.Runtime.Internal;
using Amazon.S3.Model;

namespace Plimsoll.Storage.Blobs.S3;

/// <summary>
/// Adds Content-MD5 to batch deletions. The API asks for a checksum there; the SDK sends one of the new kinds, older stores know only the old one.
/// </summary>
internal sealed class BatchChecksum : PipelineHandler
{
    public override Task<T> InvokeAsync<T>(IExecutionContext executionContext)
    {
        if (executionContext.RequestContext is { OriginalRequest: DeleteObjectsRequest, Request: { } request }) request.Headers["Content-MD5"] = Convert.ToBase64String(HashBody(request));
        return base.InvokeAsync<T>(executionContext);
    }

#pragma warning disable CA5351 // What the protocol asks for; it guards against damage on the way, the signature against intent.
    private static byte[] HashBody(IRequest request)
    {
        if (request.ContentStream is not { } stream) return MD5.HashData(request.Content ?? []);
        var hash = MD5.HashData(stream);
        stream.Position = 0;
        return hash;
    }
#pragma warning restore CA5351
}
