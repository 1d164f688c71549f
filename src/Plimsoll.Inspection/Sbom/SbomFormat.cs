namespace Plimsoll.Inspection.Sbom;

/// <summary>The formats in which a software bill of materials is written.</summary>
public enum SbomFormat
{
    /// <summary>SPDX 2.3, JSON.</summary>
    SpdxJson,

    /// <summary>SPDX 3.0.1, JSON-LD.</summary>
    Spdx3Json,

    /// <summary>CycloneDX 1.6, JSON.</summary>
    CycloneDxJson,

    /// <summary>CycloneDX 1.6, XML.</summary>
    CycloneDxXml,
}

/// <summary>Names and media types of the formats.</summary>
public static class SbomFormats
{
    /// <summary>The formats by the names that commands, addresses and settings give them.</summary>
    public static IReadOnlyDictionary<string, SbomFormat> All { get; } = new SortedDictionary<string, SbomFormat>(StringComparer.Ordinal)
    {
        ["spdx-json"] = SbomFormat.SpdxJson,
        ["spdx3-json"] = SbomFormat.Spdx3Json,
        ["cyclonedx-json"] = SbomFormat.CycloneDxJson,
        ["cyclonedx-xml"] = SbomFormat.CycloneDxXml,
    };

    /// <summary>The format of a name.</summary>
    /// <exception cref="FormatException">There is none; the message lists what there is.</exception>
    public static SbomFormat Parse(string name) =>
        All.TryGetValue(name, out var format) ? format : throw new FormatException($"'{name}' is no format of an SBOM; there are {string.Join(", ", All.Keys)}");

    /// <summary>The name of a format.</summary>
    public static string NameOf(SbomFormat format) => All.First(known => known.Value == format).Key;

    /// <summary>Its media type as IANA has it, which is also the type of the artifact when it is attached to an image.</summary>
    public static string MediaTypeOf(SbomFormat format) => format switch
    {
        SbomFormat.SpdxJson => "application/spdx+json",
        SbomFormat.Spdx3Json => "application/spdx3+json",
        SbomFormat.CycloneDxJson => "application/vnd.cyclonedx+json",
        _ => "application/vnd.cyclonedx+xml",
    };

    /// <summary>How files of the format end, as its specification suggests.</summary>
    public static string ExtensionOf(SbomFormat format) => format switch
    {
        SbomFormat.SpdxJson => ".spdx.json",
        SbomFormat.Spdx3Json => ".spdx3.json",
        SbomFormat.CycloneDxJson => ".cdx.json",
        _ => ".cdx.xml",
    };
}
