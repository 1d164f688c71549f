using System.ComponentModel.DataAnnotations;

namespace Plimsoll.Server.Configuration;

/// <summary>Everything that can be set. Values come from plimsoll.yaml, then the environment (<c>PLIMSOLL__A__B</c>), then the command line.</summary>
public sealed class ServerOptions
{
    /// <summary>Folder of the data: database, blobs. Default: <c>./data</c>.</summary>
    public string Data { get; set; } = "./data";

    /// <summary>
    /// The database: <c>sqlite</c> in the data folder, for one server; or where a PostgreSQL is, for any number of them: <c>postgres://user:password@host:port/name</c>, or
    /// <c>Host=…;Database=…;Username=…</c>. Default: <c>sqlite</c>.
    /// </summary>
    [Secret]
    public string Database { get; set; } = Server.Database.Embedded;

    /// <summary>Address to listen on, and the base of links unless <see cref="PublicUrl"/> says otherwise. Default: <c>http://127.0.0.1:5000</c>.</summary>
    public string Url { get; set; } = "http://127.0.0.1:5000";

    /// <summary>Address under which clients reach the server, where a proxy stands before it; null takes the Host header of each request.</summary>
    public string? PublicUrl { get; set; }

    /// <summary>
    /// Addresses and networks (<c>10.0.0.7</c>, <c>10.0.0.0/8</c>) of proxies whose <c>X-Forwarded-*</c> and <c>Forwarded</c> headers (RFC 7239) are believed. Default: none.
    /// </summary>
    public IList<string> TrustedProxies { get; } = [];

    /// <summary>Where the bytes of blobs are.</summary>
    public BlobsOptions Blobs { get; set; } = new();

    /// <summary>TLS in the server itself.</summary>
    public TlsOptions Tls { get; set; } = new();

    /// <summary>The registry API.</summary>
    public RegistryOptions Registry { get; set; } = new();

    /// <summary>Garbage collection.</summary>
    public CollectionOptions Collection { get; set; } = new();

    /// <summary>The inspection of what arrives.</summary>
    public InspectionOptions Inspection { get; set; } = new();

    /// <summary>What the server vouches for, and whom it believes.</summary>
    public VouchingOptions Vouching { get; set; } = new();

    /// <summary>Advisories about vulnerabilities.</summary>
    public AdvisoryOptions Advisories { get; set; } = new();

    /// <summary>Whose signatures are known.</summary>
    public SignatureOptions Signatures { get; set; } = new();

    /// <summary>Webhooks and rebuild triggers.</summary>
    public WebhookOptions Webhooks { get; set; } = new();

    /// <summary>Backups that are asked for over the API.</summary>
    public BackupSettings Backup { get; set; } = new();

    /// <summary>Reading again what is stored.</summary>
    public ScrubSettings Scrub { get; set; } = new();

    /// <summary>The audit log.</summary>
    public AuditOptions Audit { get; set; } = new();

    /// <summary>The log.</summary>
    public LogOptions Log { get; set; } = new();

    /// <summary>Measurements for Prometheus.</summary>
    public MetricsOptions Metrics { get; set; } = new();

    /// <summary>Traces for OpenTelemetry.</summary>
    public TelemetryOptions Telemetry { get; set; } = new();

    /// <summary>The checks of supervisors.</summary>
    public HealthOptions Health { get; set; } = new();

    /// <summary>Retention in the background.</summary>
    public RetentionOptions Retention { get; set; } = new();

    /// <summary>The trust services.</summary>
    public TrustOptions Trust { get; set; } = new();

    /// <summary>How many requests one account or address may make.</summary>
    public LimitOptions Limits { get; set; } = new();

    /// <summary>The clock; another one in tests.</summary>
    internal TimeProvider Clock { get; set; } = TimeProvider.System;
}

/// <summary>TLS from PEM files.</summary>
public sealed class TlsOptions
{
    /// <summary>Certificate with its chain, PEM.</summary>
    public string? Certificate { get; set; }

    /// <summary>Private key, PEM.</summary>
    public string? Key { get; set; }
}

/// <summary>Settings of the registry API.</summary>
public sealed class RegistryOptions
{
    /// <summary>Largest blob in bytes. Default: 100 GiB.</summary>
    [Range(typeof(long), "1", "9223372036854775807")]
    public long MaxBlobSize { get; set; } = 100L << 30;

    /// <summary>How long an upload may stand still before it is swept away, in hours. Default: 24.</summary>
    [Range(1, 8760)]
    public int UploadHours { get; set; } = 24;

    /// <summary>How long collection leaves everything alone after its last use, in hours; the longest push must fit in. Default: 24.</summary>
    [Range(1, 8760)]
    public int GraceHours { get; set; } = 24;

    /// <summary>Repositories (path globs) that accept an index whose children are not all there. Default: none.</summary>
    public IList<string> SparseIndexes { get; } = [];

    /// <summary>Upstream names that this registry answers for when clients send <c>?ns=</c>, such as <c>docker.io</c>. Default: none.</summary>
    public IList<string> Namespaces { get; } = [];

    /// <summary>
    /// Behind nginx: the internal location that maps to the blob folder, such as <c>/protected/</c>. Blobs are then answered with X-Accel-Redirect. Default: none.
    /// </summary>
    public string? AccelRedirect { get; set; }
}

/// <summary>Settings of retention.</summary>
public sealed class RetentionOptions
{
    /// <summary>Run the retention rules once a day. Default: true; without a rule nothing is removed.</summary>
    public bool Enabled { get; set; } = true;

    /// <summary>The hour of the day, UTC, from which on the run is due. Default: 3.</summary>
    [Range(0, 23)]
    public int Hour { get; set; } = 3;
}

/// <summary>Limits of requests; 0 means none. So many may come at once, and they come back evenly.</summary>
public sealed class LimitOptions
{
    /// <summary>Requests that an address may make in a minute. Default: 0.</summary>
    [Range(0, 1_000_000)]
    public int AddressRequestsPerMinute { get; set; }

    /// <summary>Requests that an account may make in a minute. Default: 0.</summary>
    [Range(0, 1_000_000)]
    public int PrincipalRequestsPerMinute { get; set; }

    /// <summary>Manifests that an address may pull in an hour. Default: 0.</summary>
    [Range(0, 1_000_000)]
    public int AddressPullsPerHour { get; set; }

    /// <summary>Manifests that an account may pull in an hour. Default: 0.</summary>
    [Range(0, 1_000_000)]
    public int PrincipalPullsPerHour { get; set; }
}

/// <summary>Settings of the inspection.</summary>
public sealed class InspectionOptions
{
    /// <summary>Open every image that arrives. Default: true.</summary>
    public bool Enabled { get; set; } = true;

    /// <summary>Images opened at the same time. Default: 1.</summary>
    [Range(1, 64)]
    public int Workers { get; set; } = 1;

    /// <summary>Formats of SBOMs (spdx-json, spdx3-json, cyclonedx-json, cyclonedx-xml) that are attached to each image once it is opened. Default: none.</summary>
    public IList<string> AttachSbom { get; } = [];

    /// <summary>Repositories (path globs) in which that is done. Default: all.</summary>
    public IList<string> AttachSbomTo { get; } = [];

    /// <summary>Look for secrets in files and configurations. Default: true.</summary>
    public bool Secrets { get; set; } = true;

    /// <summary>An engine against malware.</summary>
    public ClamAvSettings ClamAv { get; set; } = new();

    /// <summary>Rules of the administrator.</summary>
    public YaraSettings Yara { get; set; } = new();
}

/// <summary>Where clamd is asked.</summary>
public sealed class ClamAvSettings
{
    /// <summary>Address of clamd, <c>HOST:PORT</c> or <c>unix:/PATH</c>; null asks none. Default: none.</summary>
    public string? Address { get; set; }
}

/// <summary>YARA rules.</summary>
public sealed class YaraSettings
{
    /// <summary>File with rules; null tries none. Default: none.</summary>
    public string? Rules { get; set; }
}

/// <summary>Settings of the audit log.</summary>
public sealed class AuditOptions
{
    /// <summary>How long an event is kept, in days; 0 for ever. Default: 0.</summary>
    [Range(0, 36_500)]
    public int KeepDays { get; set; }
}

/// <summary>Settings of backups that are asked for over the API.</summary>
public sealed class BackupSettings
{
    /// <summary>Folder that they go to. Default: none, and the API refuses to make any.</summary>
    public string? Folder { get; set; }

    /// <summary>Snapshots that are kept. Default: 7.</summary>
    [Range(1, 10000)]
    public int Keep { get; set; } = 7;
}

/// <summary>Settings of the scrub.</summary>
public sealed class ScrubSettings
{
    /// <summary>Days from the begin of one scrub to the next; 0 runs none unless it is asked for. Default: 30.</summary>
    [Range(0, 3650)]
    public int Days { get; set; } = 30;

    /// <summary>Bytes that are read in a second; 0 for no limit. Default: 4 MB.</summary>
    [Range(typeof(long), "0", "9223372036854775807")]
    public long Rate { get; set; } = 4_000_000;
}
