using System.Net;
using Amazon.Runtime;
using Amazon.S3;

namespace Plimsoll.Storage.Blobs.S3;

/// <summary>What the errors of an S3 store mean here.</summary>
internal static class S3Faults
{
    /// <summary>The object is not there. A HEAD has no body and so no code.</summary>
    public static bool IsMissing(AmazonS3Exception e) => e.StatusCode == HttpStatusCode.NotFound && e.ErrorCode is not "NoSuchBucket";

    /// <summary>The multipart upload ended, or its parts are not those that the state names: there is nothing to go on from.</summary>
    public static bool IsUploadGone(AmazonS3Exception e) => IsMissing(e) || e.ErrorCode is "NoSuchUpload" or "InvalidPart" or "InvalidPartOrder" or "EntityTooSmall";

    /// <summary>What went wrong at the start, in terms of the settings; null when the settings have no part in it.</summary>
    public static S3AccessException? AsSettingFault(Exception e, S3Settings settings)
    {
        var place = settings.Endpoint?.ToString() ?? "Amazon S3 in " + settings.Region;
        return e switch
        {
            AmazonS3Exception { ErrorCode: "NoSuchBucket" or "InvalidBucketName" } => new("bucket", $"{place} has no such bucket; create it first", e),
            AmazonS3Exception { ErrorCode: "PermanentRedirect" or "AuthorizationHeaderMalformed" or "IllegalLocationConstraintException" } s3 => new("region", $"{place} refuses the region: {s3.Message}", e),
            AmazonS3Exception { StatusCode: HttpStatusCode.Forbidden or HttpStatusCode.Unauthorized } s3 =>
                new("accessKey", $"{place} refuses these credentials for bucket {settings.Bucket}: {s3.ErrorCode} {s3.Message}", e),
            AmazonS3Exception s3 => new("endpoint", $"{place} does not answer as an S3 store: {(int)s3.StatusCode} {s3.ErrorCode} {s3.Message}", e),
            AmazonClientException { InnerException: HttpRequestException http } => new("endpoint", $"{place} cannot be reached: {http.Message}", e),
            AmazonClientException client => new("accessKey", "no credentials: " + client.Message, e),
            HttpRequestException http => new("endpoint", $"{place} cannot be reached: {http.Message}", e),
            OperationCanceledException => new("endpoint", $"{place} does not answer", e),
            _ => null,
        };
    }

    /// <summary>What is the matter, without the addresses and headers of the request.</summary>
    public static string Describe(Exception e) => e switch
    {
        AmazonS3Exception s3 => $"{(int)s3.StatusCode} {s3.ErrorCode}",
        { InnerException: HttpRequestException or IOException } => e.InnerException.Message,
        _ => e.Message,
    };
}
