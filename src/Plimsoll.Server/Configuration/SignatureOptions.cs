namespace Plimsoll.Server.Configuration;

/// <summary>Settings of whose signatures are known.</summary>
public sealed class SignatureOptions
{
    /// <summary>Files with roots of authorities that are believed (<c>trusted_root.json</c>), besides this server's own: Sigstore's public good instance, or another server. Default: none.</summary>
    public IList<string> Roots { get; } = [];

    /// <summary>Folder with identities, each a file <c>NAME.json</c>, besides those that were put through the API; null for none. Default: none.</summary>
    public string? Identities { get; set; }
}
