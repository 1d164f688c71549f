using System.Net;
using Amazon.Runtime;
using Amazon.Runtime.Internal;
using Amazon.S3;

namespace Plimsoll.Storage.Blobs.S3;

/// <summary>The client of the SDK, set up for any store that speaks S3 and not only Amazon's.</summary>
internal sealed class S3Client : AmazonS3Client
{
    private const int Repetitions = 4;

    private S3Client(AWSCredentials? credentials, AmazonS3Config config) : base(credentials, config) { }

    public static S3Client Connect(S3Settings settings)
    {
        var config = new AmazonS3Config
        {
            ForcePathStyle = settings.PathStyle,
            RetryMode = RequestRetryMode.Standard,
            MaxErrorRetry = Repetitions,
            Timeout = settings.Patience * 2,
            BufferSize = 128 * 1024,
            // Checksums in trailers are unknown to many stores, and some keep their framing as content. The signature covers the body, and every store checks it.
            RequestChecksumCalculation = RequestChecksumCalculation.WHEN_REQUIRED,
            ResponseChecksumValidation = ResponseChecksumValidation.WHEN_REQUIRED,
            HttpClientFactory = new ConnectionFactory(),
        };
        if (settings.Endpoint is { } endpoint) (config.ServiceURL, config.AuthenticationRegion) = (endpoint.ToString(), settings.Region);
        else config.RegionEndpoint = Amazon.RegionEndpoint.GetBySystemName(settings.Region);
        var credentials = settings.AccessKey is { } key ? new BasicAWSCredentials(key, settings.SecretKey) : Amazon.Runtime.Credentials.DefaultAWSCredentialsIdentityResolver.GetCredentials(config);
        return new S3Client(credentials, config);
    }

    protected override void CustomizeRuntimePipeline(RuntimePipeline pipeline)
    {
        base.CustomizeRuntimePipeline(pipeline);
        pipeline.AddHandlerAfter<Marshaller>(new BatchChecksum());
    }

    /// <summary>Connections that are given up when nobody answers, and that follow nobody elsewhere.</summary>
    private sealed class ConnectionFactory : HttpClientFactory
    {
        public override HttpClient CreateHttpClient(IClientConfig clientConfig) => new(new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            AutomaticDecompression = DecompressionMethods.None,
            UseCookies = false,
            ConnectTimeout = TimeSpan.FromSeconds(5),
            PooledConnectionIdleTimeout = TimeSpan.FromSeconds(30),
            PooledConnectionLifetime = TimeSpan.FromMinutes(10),
        })
        {
            Timeout = clientConfig.Timeout ?? Timeout.InfiniteTimeSpan,
        };
    }
}
