namespace Plimsoll.Vulnerabilities.Oval;

/// <summary>An installed package of dpkg or rpm.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Evr">Epoch, version and release as the package manager prints them: <c>1:2.3-4</c>, or without the epoch where there is none.</param>
/// <param name="Arch">Its architecture; null where it has none.</param>
/// <param name="SignatureKeyId">The key that signed it, 16 hexadecimal digits; null where it is not signed.</param>
public sealed record OvalPackage(string Name, string Evr, string? Arch = null, string? SignatureKeyId = null)
{
    /// <summary>The epoch; null without one.</summary>
    public string? Epoch => Evr.IndexOf(':') is var colon and > 0 ? Evr[..colon] : null;

    /// <summary>The version without epoch and release.</summary>
    public string Version => Evr.LastIndexOf('-') is var dash and >= 0 ? Evr[VersionStart..dash] : Evr[VersionStart..];

    /// <summary>The release, or Debian's revision; empty without one.</summary>
    public string Release => Evr.LastIndexOf('-') is var dash and >= 0 ? Evr[(dash + 1)..] : "";

    private int VersionStart => Evr.IndexOf(':') + 1;
}
