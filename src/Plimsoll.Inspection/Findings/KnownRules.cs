namespace Plimsoll.Inspection.Findings;

/// <summary>Every rule.</summary>
internal static class KnownRules
{
    public static IReadOnlyList<IFindingRule> All { get; } =
    [
        new UnownedExecutableRule(),
        new ModifiedFileRule(),
        new PackageDatabaseRule(),
        new CopyrightRule(),
        new SetUidRule(),
        new WorldWritableRule(),
        new DeviceFileRule(),
        new WastedSpaceRule(),
        new HistoryRule(),
        new ConfigurationRule(),
        new SbomMismatchRule(),
        new EnvironmentRule(),
        new VolumeRule(),
        new OriginRule(),
        new WayInRule(),
    ];
}
