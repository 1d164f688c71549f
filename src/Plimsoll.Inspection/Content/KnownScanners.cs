namespace Plimsoll.Inspection.Content;

/// <summary>Everything that looks through the bytes of files.</summary>
internal static class KnownScanners
{
    public static IReadOnlyList<IContentScanner> All { get; } = [];
}
