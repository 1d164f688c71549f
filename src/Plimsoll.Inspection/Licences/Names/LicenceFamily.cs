namespace Plimsoll.Inspection.Licences.Names;

/// <summary>How an ecosystem means what it writes.</summary>
/// <param name="Name">What stands in references to licences that only it has.</param>
/// <param name="ListIsChoice">Whether of several licences, where no word says which, one may be chosen. Where nobody knows, all apply: that claims least.</param>
internal sealed record LicenceFamily(string Name, bool ListIsChoice)
{
    /// <summary>The family of a package type.</summary>
    public static LicenceFamily Of(string type) => type switch
    {
        "deb" => new LicenceFamily("debian", false),
        // Maven's POM reference, Composer's schema and npm's old arrays say that one may choose.
        "maven" or "composer" or "npm" or "cargo" => new LicenceFamily(type, true),
        _ => new LicenceFamily(type, false),
    };
}
