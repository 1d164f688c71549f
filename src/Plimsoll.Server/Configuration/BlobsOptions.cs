using System.ComponentModel.DataAnnotations;

namespace Plimsoll.Server.Configuration;

/// <summary>Where the bytes of blobs are: files in the data folder, unless a bucket is named.</summary>
public sealed class BlobsOptions
{
    /// <summary>An S3 store.</summary>
    public S3Options S3 { get; set; } = new();
}

/// <summary>Settings of an S3 store.</summary>
public sealed class S3Options
{
    /// <summary>The bucket, which must exist. Naming it puts blobs there instead of the data folder. Default: none.</summary>
    public string? Bucket { get; set; }

    /// <summary>Address of the store, such as <c>https://s3.example.org</c>. Default: Amazon S3 in the region.</summary>
    public string? Endpoint { get; set; }

    /// <summary>The region that requests are signed for. Default: <c>us-east-1</c>.</summary>
    public string Region { get; set; } = "us-east-1";

    /// <summary>The access key. Default: what the environment, a profile or the role of the machine give.</summary>
    public string? AccessKey { get; set; }

    /// <summary>The secret of the access key.</summary>
    [Secret]
    public string? SecretKey { get; set; }

    /// <summary>What the names of all objects begin with, such as <c>registry/</c>. Default: nothing.</summary>
    public string Prefix { get; set; } = "";

    /// <summary>Name the bucket in the path, not in the host name. Default: true.</summary>
    public bool PathStyle { get; set; } = true;

    /// <summary>Answer the GET of a blob with the signed address of its object, so that clients read from the store itself. Default: false.</summary>
    public bool Redirect { get; set; }

    /// <summary>How long a small request to the store may take, its repetitions included, in seconds; larger ones get four times as long. Default: 30.</summary>
    [Range(1, 600)]
    public int TimeoutSeconds { get; set; } = 30;

    /// <summary>Memory for the bodies of all running uploads together, in bytes. Default: 256 MiB.</summary>
    [Range(typeof(long), "67108864", "1099511627776")]
    public long UploadMemory { get; set; } = 256L << 20;

    /// <summary>Bytes of the copies on the local disk of what was pulled last; 0 for none. Default: 4 GiB.</summary>
    [Range(typeof(long), "0", "1125899906842624")]
    public long CacheBytes { get; set; } = 4L << 30;

    /// <summary>The folder of these copies. Default: <c>blob-cache</c> in the data folder.</summary>
    public string? CacheFolder { get; set; }
}
