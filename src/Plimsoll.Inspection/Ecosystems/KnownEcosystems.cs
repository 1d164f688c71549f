using Plimsoll.Inspection.Ecosystems.Dpkg;

namespace Plimsoll.Inspection.Ecosystems;

/// <summary>Every package manager that is looked for.</summary>
internal static class KnownEcosystems
{
    public static IReadOnlyList<IEcosystem> All { get; } =
    [
        new DpkgEcosystem(),
    ];
}
