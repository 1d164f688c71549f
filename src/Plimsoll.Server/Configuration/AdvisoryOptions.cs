using System.ComponentModel.DataAnnotations;

namespace Plimsoll.Server.Configuration;

/// <summary>Settings of advisories.</summary>
public sealed class AdvisoryOptions
{
    /// <summary>Feeds to fetch, as <c>NAME=URL</c> or <c>URL</c>; <c>oci://HOST/REPOSITORY:TAG</c> for a whole set that somebody published. Default: none.</summary>
    public IList<string> Feeds { get; } = [];

    /// <summary>Public key, a PEM file, of who must have signed sets that are fetched by <c>oci://</c>; null when none are. Default: none.</summary>
    public string? PublisherKey { get; set; }

    /// <summary>Hours between two fetches. Default: 6.</summary>
    [Range(1, 720)]
    public int SyncHours { get; set; } = 6;

    /// <summary>Days after which a feed that was not read is stale. Default: 3.</summary>
    [Range(1, 365)]
    public int StaleDays { get; set; } = 3;

    /// <summary>Named identities whose statements about vulnerabilities (VEX) decide where they are attached to an image as signed bundles; those of others are shown. Default: none.</summary>
    public IList<string> VexSigners { get; } = [];

    /// <summary>
    /// Whether statements about vulnerabilities (VEX) that are attached to an image, or lie in it, decide whoever signed them, and where nobody did. Whoever may push can attach them, so that by default they are shown and
    /// decide nothing. Default: false.
    /// </summary>
    public bool TrustAttachedVex { get; set; }
}
