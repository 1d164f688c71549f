using System.Diagnostics;
using System.Globalization;
using Amazon.Runtime;
using Amazon.S3;
using Plimsoll.Storage.Blobs;
using Plimsoll.Storage.Blobs.S3;

namespace Plimsoll.Tests.Storage.Blobs.S3;

/// <summary>A real S3 store that is not ours: OpenStack Swift on loopback, started once for all tests that need it. It ends with this process, however that ends.</summary>
internal sealed class SwiftServer
{
    public const string AccessKey = "test:tester";
    public const string SecretKey = "testing";
    public const string Bucket = "blobs";
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(4);
    private static readonly Lazy<Task<SwiftServer>> Started = new(StartAsync);

    private SwiftServer(Process process, Uri endpoint)
    {
        Process = process;
        Endpoint = endpoint;
    }

    /// <summary>The server.</summary>
    public static Task<SwiftServer> Running => Started.Value;

    public Uri Endpoint { get; }

    /// <summary>Held so that its standard input stays open.</summary>
    private Process Process { get; }

    /// <summary>How to reach it, with a prefix that nobody else has.</summary>
    public S3Settings NewSettings() => new()
    {
        Endpoint = Endpoint,
        Bucket = Bucket,
        AccessKey = AccessKey,
        SecretKey = SecretKey,
        PathStyle = true,
        Prefix = StorageKey.New(TimeProvider.System).Value[3..] + "/",
    };

    /// <summary>A client of the SDK as anybody would make one: an independent look at what is in the bucket.</summary>
    public AmazonS3Client NewClient() =>
        new(new BasicAWSCredentials(AccessKey, SecretKey), new AmazonS3Config { ServiceURL = Endpoint.ToString(), ForcePathStyle = true, AuthenticationRegion = "us-east-1" });

    private static async Task<SwiftServer> StartAsync()
    {
        var start = new ProcessStartInfo("/usr/bin/python3", [Path.Combine(AppContext.BaseDirectory, "Storage/Blobs/S3/swift_server.py")])
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync();
        var line = await process.StandardOutput.ReadLineAsync().WaitAsync(Patience) ?? throw new InvalidOperationException("Swift did not start: " + await errors);
        var server = new SwiftServer(process, new Uri($"http://127.0.0.1:{int.Parse(line, CultureInfo.InvariantCulture)}"));
        using var client = server.NewClient();
        await client.PutBucketAsync(Bucket);
        return server;
    }
}
