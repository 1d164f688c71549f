using Plimsoll.Inspection.Secrets;

namespace Plimsoll.Inspection.Content;

/// <summary>Everything that looks through the bytes of files.</summary>
internal static class KnownScanners
{
    private static readonly AccountScanner Accounts = new();

    /// <summary>All that need nothing but the program.</summary>
    public static IReadOnlyList<IContentScanner> All { get; } = [Accounts, new SecretScanner()];

    /// <summary>Those that are asked for.</summary>
    public static IReadOnlyList<IContentScanner> For(InspectOptions options) => options.Secrets ? All : [Accounts];
}
