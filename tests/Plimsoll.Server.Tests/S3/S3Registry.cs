using System.Globalization;
using Plimsoll.Server.Configuration;
using Plimsoll.Server.Tests.Fixtures;
using Plimsoll.Tests.Storage.Blobs.S3;

namespace Plimsoll.Server.Tests.S3;

/// <summary>A server whose blobs are in a real S3 store.</summary>
public class S3Registry : RegistryFixture
{
    /// <summary>As long as a machine that is busy with other tests may need. No outage of the tests has to be waited for: the store refuses at once, or breaks off.</summary>
    private const int TimeoutSeconds = 120;

    private SwiftServer? _swift;

    /// <summary>The store.</summary>
    internal SwiftServer Swift => _swift!;

    public override async ValueTask InitializeAsync()
    {
        _swift = await SwiftServer.Running;
        await base.InitializeAsync();
    }

    protected override void Configure(ServerOptions options) => Configure(options, _swift!, _swift!.Endpoint);

    /// <summary>Points a server to the store, or to what stands before it, with a prefix of its own.</summary>
    internal static void Configure(ServerOptions options, SwiftServer swift, Uri endpoint)
    {
        var settings = swift.NewSettings();
        var s3 = options.Blobs.S3;
        (s3.Endpoint, s3.Bucket, s3.AccessKey, s3.SecretKey, s3.Prefix) = (endpoint.ToString(), settings.Bucket, settings.AccessKey, settings.SecretKey, settings.Prefix);
        s3.TimeoutSeconds = TimeoutSeconds;
    }

    /// <summary>The same for a server that is a process.</summary>
    internal static Dictionary<string, string> Environment(SwiftServer swift)
    {
        var settings = swift.NewSettings();
        return new Dictionary<string, string>
        {
            ["PLIMSOLL__BLOBS__S3__ENDPOINT"] = swift.Endpoint.ToString(),
            ["PLIMSOLL__BLOBS__S3__BUCKET"] = settings.Bucket,
            ["PLIMSOLL__BLOBS__S3__ACCESSKEY"] = settings.AccessKey!,
            ["PLIMSOLL__BLOBS__S3__SECRETKEY"] = settings.SecretKey!,
            ["PLIMSOLL__BLOBS__S3__PREFIX"] = settings.Prefix,
            ["PLIMSOLL__BLOBS__S3__TIMEOUTSECONDS"] = TimeoutSeconds.ToString(CultureInfo.InvariantCulture),
        };
    }
}
