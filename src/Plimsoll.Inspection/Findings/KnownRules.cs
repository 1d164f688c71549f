namespace Plimsoll.Inspection.Findings;

/// <summary>Every rule.</summary>
internal static class KnownRules
{
    public static IReadOnlyList<IFindingRule> All { get; } =
    [
    ];
}
