namespace Plimsoll.Server.Configuration;

/// <summary>Settings of whose signatures are known.</summary>
public sealed class SignatureOptions
{
    /// <summary>Look at the signatures that are pushed. Default: true. What comes while this is off is looked at once it is on again.</summary>
    public bool Verify { get; set; } = true;

    /// <summary>Files with roots of authorities that are believed (<c>trusted_root.json</c>), besides this server's own: Sigstore's public good instance, or another server. Default: none.</summary>
    public IList<string> Roots { get; } = [];

    /// <summary>
    /// Who has a name, besides those that were put through the API: files <c>NAME.json</c>, public keys (PEM) whose holders are called as the file is, or folders of both (<c>*.json</c>, <c>*.pub</c>). Default: none.
    /// </summary>
    public IList<string> Identities { get; } = [];
}
