using Plimsoll.Core.Facts;

namespace Plimsoll.Inspection.Distributions;

/// <summary>How package URLs name distributions.</summary>
internal static class DistributionNames
{
    /// <summary>The qualifier <c>distro</c>, such as <c>debian-12</c>; a rolling distribution has no version, then its code name stands for it.</summary>
    public static string? Qualifier(OsFacts? os) => os is null ? null : (os.VersionId ?? os.VersionCodename) is { } version ? $"{os.Id}-{version}" : os.Id;

    /// <summary>The namespace of rpm packages, which is the vendor (purl-spec, types-doc/rpm-definition.md) and so the same for all products of one.</summary>
    public static string? RpmNamespace(OsFacts? os) => os?.Id switch
    {
        "rhel" => "redhat",
        "sles" or "sled" or "sles_sap" or "sle_hpc" or "sle-micro" => "suse",
        { } id when id.StartsWith("opensuse", StringComparison.Ordinal) => "opensuse",
        var id => id,
    };
}
