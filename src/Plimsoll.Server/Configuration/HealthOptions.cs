using System.ComponentModel.DataAnnotations;

namespace Plimsoll.Server.Configuration;

/// <summary>Settings of <c>/health/ready</c>.</summary>
public sealed class HealthOptions
{
    /// <summary>With less room than this on the file system of the data folder, in bytes, the server is not ready. Default: 256 MiB.</summary>
    [Range(typeof(long), "0", "9223372036854775807")]
    public long MinFreeBytes { get; set; } = 256L << 20;
}
