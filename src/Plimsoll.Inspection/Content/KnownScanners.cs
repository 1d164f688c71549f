using Plimsoll.Inspection.Malware;
using Plimsoll.Inspection.Secrets;

namespace Plimsoll.Inspection.Content;

/// <summary>Everything that looks through the bytes of files.</summary>
internal static class KnownScanners
{
    private static readonly AccountScanner Accounts = new();

    /// <summary>All that need nothing but the program.</summary>
    public static IReadOnlyList<IContentScanner> All { get; } = [Accounts, new SecretScanner()];

    /// <summary>Those that are asked for, for one inspection. The caller disposes those that can be.</summary>
    public static IReadOnlyList<IContentScanner> For(InspectOptions options)
    {
        IReadOnlyList<IContentScanner> own = options.Secrets ? All : [Accounts];
        if (options.ClamAv is null && options.YaraRules is null) return own;
        var scanners = own.ToList();
        if (options.ClamAv is { } clamAv) scanners.Add(new ClamAvScanner(ClamAvAddress.Parse(clamAv)));
        if (options.YaraRules is { } rules) scanners.Add(new YaraScanner(rules));
        return scanners;
    }

    /// <summary>Lets go of what scanners of one inspection hold.</summary>
    public static void Release(IReadOnlyList<IContentScanner> scanners)
    {
        foreach (var scanner in scanners.OfType<IDisposable>()) scanner.Dispose();
    }
}
