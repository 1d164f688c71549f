using System.ComponentModel.DataAnnotations;

namespace Plimsoll.Server.Configuration;

/// <summary>Settings of the trust services: certificate authority, transparency log, time stamps, their roots, identity tokens.</summary>
public sealed class TrustOptions
{
    /// <summary>Offer the services. Default: true.</summary>
    public bool Enabled { get; set; } = true;

    /// <summary>
    /// File with the key that the keys of the services are encrypted with, 32 bytes in base64; it is made where it is missing, for its owner only. Several servers of one database need the
    /// same. Default: <c>trust.key</c> in the data folder, and servers of one PostgreSQL share the key through the database, encrypted with its password.
    /// </summary>
    public string? KeyFile { get; set; }

    /// <summary>OpenID issuers besides this server whose tokens are certified, such as <c>https://token.actions.githubusercontent.com</c>. Default: none.</summary>
    public IList<string> Issuers { get; } = [];

    /// <summary>Milliseconds that the log waits for further entries before it signs. Default: 100.</summary>
    [Range(0, 5000)]
    public int BatchMilliseconds { get; set; } = 100;

    /// <summary>Entries in a minute that the log takes of signers without a certificate of this server; 0 takes none. Default: 60.</summary>
    [Range(0, 1_000_000)]
    public int KeyEntriesPerMinute { get; set; } = 60;
}
