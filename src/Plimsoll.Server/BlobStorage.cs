using Plimsoll.Server.Configuration;
using Plimsoll.Storage.Blobs;
using Plimsoll.Storage.Blobs.Caching;
using Plimsoll.Storage.Blobs.S3;

namespace Plimsoll.Server;

/// <summary>Opens the blob store that the configuration names.</summary>
internal static class BlobStorage
{
    private const string Section = "blobs.s3.";

    /// <summary>Reads the settings without looking for the store.</summary>
    /// <exception cref="OptionsException">One of them cannot be used.</exception>
    public static void Check(ServerOptions options)
    {
        var s3 = options.Blobs.S3;
        if (s3.Bucket is null)
        {
            if ((s3.Endpoint ?? s3.AccessKey ?? s3.SecretKey) is not null) throw new OptionsException(Section + "bucket", null, "expected the name of a bucket, because other settings of blobs.s3 are there");
            return;
        }
        if (s3.Endpoint is { } endpoint && !IsEndpoint(endpoint)) throw new OptionsException(Section + "endpoint", endpoint, "expected http://HOST or https://HOST, with a port where needed and without a path");
        if (s3.AccessKey is null != s3.SecretKey is null)
            throw new OptionsException(Section + (s3.AccessKey is null ? "accessKey" : "secretKey"), null, "accessKey and secretKey go together; without both, the environment, a profile or the role of the machine give them");
        if (s3.Prefix.StartsWith('/')) throw new OptionsException(Section + "prefix", s3.Prefix, "expected the beginning of object names, such as registry/, which do not start with a slash");
        if (options.Registry.AccelRedirect is { } location) throw new OptionsException("registry.accelRedirect", location, "works with blobs in files only; blobs.s3.redirect is its like for S3");
    }

    /// <summary>Opens the store and tries it, so that a start fails instead of the first push.</summary>
    /// <exception cref="OptionsException">It cannot be used.</exception>
    public static async Task<IBlobStore> OpenAsync(ServerOptions options, TimeProvider time, CancellationToken cancellationToken)
    {
        if (options.Blobs.S3.Bucket is null) return FileSystemBlobStore.Open(Path.Combine(options.Data, "blobs"));
        S3BlobStore? store = null;
        try
        {
            store = new S3BlobStore(Settings(options.Blobs.S3), time);
            await store.CheckAsync(cancellationToken);
            return store;
        }
        catch (S3AccessException e)
        {
            store?.Dispose();
            throw Refusal(options, e);
        }
    }

    /// <summary>Copies on the local disk of blobs that are elsewhere.</summary>
    /// <exception cref="OptionsException">Their folder cannot be used.</exception>
    public static BlobCache OpenCache(ServerOptions options)
    {
        var s3 = options.Blobs.S3;
        if (s3.Bucket is null || s3.CacheBytes == 0) return BlobCache.Off();
        var folder = s3.CacheFolder ?? Path.Combine(options.Data, "blob-cache");
        try
        {
            return BlobCache.Open(folder, s3.CacheBytes);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new OptionsException(Section + "cacheFolder", folder, "the folder cannot be written: " + e.Message);
        }
    }

    private static S3Settings Settings(S3Options s3) => new()
    {
        Bucket = s3.Bucket!,
        Endpoint = s3.Endpoint is null ? null : new Uri(s3.Endpoint),
        Region = s3.Region,
        AccessKey = s3.AccessKey,
        SecretKey = s3.SecretKey,
        Prefix = s3.Prefix,
        PathStyle = s3.PathStyle,
        Redirect = s3.Redirect,
        Patience = TimeSpan.FromSeconds(s3.TimeoutSeconds),
        UploadMemory = s3.UploadMemory,
    };

    private static OptionsException Refusal(ServerOptions options, S3AccessException e)
    {
        var key = Section + e.Setting;
        var value = OptionSchema.Options.Single(o => o.Key == key).Read(options);
        return new OptionsException(key, value, e.Message);
    }

    private static bool IsEndpoint(string text) => Uri.TryCreate(text, UriKind.Absolute, out var url) && url.Scheme is "http" or "https" && url is { PathAndQuery: "/", Fragment: "", UserInfo: "" };
}
