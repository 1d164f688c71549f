namespace Plimsoll.Storage.Blobs.S3;

/// <summary>Where the blobs are in an S3 store, and how to get there.</summary>
public sealed record S3Settings
{
    /// <summary>The bucket; it must exist.</summary>
    public required string Bucket { get; init; }

    /// <summary>Address of the store, <c>http://</c> or <c>https://</c>; null for Amazon's own in <see cref="Region"/>.</summary>
    public Uri? Endpoint { get; init; }

    /// <summary>The region that signatures name.</summary>
    public string Region { get; init; } = "us-east-1";

    /// <summary>The access key; null takes the credentials that the environment, a profile or the machine's role give.</summary>
    public string? AccessKey { get; init; }

    /// <summary>The secret of the access key.</summary>
    public string? SecretKey { get; init; }

    /// <summary>What the names of all objects begin with, such as <c>registry/</c>; empty for nothing.</summary>
    public string Prefix { get; init; } = "";

    /// <summary>The bucket is named in the path, not in the host name.</summary>
    public bool PathStyle { get; init; }

    /// <summary>Give out signed addresses, so that clients read from the store itself.</summary>
    public bool Redirect { get; init; }

    /// <summary>How long a small request may take, all its repetitions together; bodies get more.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Memory for the bodies of all uploads together, bytes.</summary>
    public long UploadMemory { get; init; } = 256L << 20;
}
