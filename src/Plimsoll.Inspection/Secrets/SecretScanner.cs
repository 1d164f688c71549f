using Plimsoll.Core.Facts;
using Plimsoll.Inspection.Content;

namespace Plimsoll.Inspection.Secrets;

/// <summary>
/// Looks for secrets in files while their layer is read. Binary files are left out, but for key stores, which are told by their names; so is what follows
/// after the first <see cref="MaxBytes"/> of a file, and text in UTF-16.
/// </summary>
internal sealed class SecretScanner : IContentScanner
{
    /// <summary>Name under which layers remember that it looked through them.</summary>
    public const string ScannerName = "secrets";

    /// <summary>Bytes of a file that are looked at.</summary>
    public const long MaxBytes = 64L << 20;

    /// <summary>Bytes that tell a binary file: as many as git looks at.</summary>
    private const int Head = 8000;

    private const int Shortest = 8;

    /// <summary>Findings of one file; more tell nothing new.</summary>
    private const int MaxFindings = 50;

    public string Name => ScannerName;

    public bool Wants(FileHeader header, ReadOnlySpan<byte> start) => header.Size >= Shortest && (!IsBinary(start) || SecretSearch.Known.IsOfInterest(header.Path));

    public void Scan(FileHeader header, ContentWindow window, ContentReport report)
    {
        if (window.Offset == 0 && SecretSearch.Known.OfPath(header.Path) is { } ofPath)
            report.Find(FindingKinds.Secret, SecretPlace.Of(header.Path).IsQuiet ? Severity.Low : ofPath.Severity, ofPath.Title, unlessOwned: true, ofPath.Id);
        if (window.Offset >= MaxBytes || report.Count >= MaxFindings || (window.Offset == 0 && IsBinary(window.Bytes))) return;
        // Each place is looked at once, in the window that has enough on both sides of it.
        var from = window.Seen == 0 ? 0 : window.Seen - SecretSearch.MaxReach;
        var to = window.IsLast ? window.Bytes.Length : window.Bytes.Length - SecretSearch.MaxReach;
        var place = SecretPlace.Of(header.Path);
        foreach (var match in SecretSearch.Known.Find(window.Bytes, from, to, place))
        {
            if (report.Count >= MaxFindings) return;
            var reason = match.Reason;
            if (report.IsNew(reason)) report.Find(FindingKinds.Secret, match.SeverityAt(place), $"{reason}, {WhereIs(match.Start, window)}", unlessOwned: true, match.Rule.Id);
        }
    }

    /// <summary>The line, where all lines before it are known.</summary>
    private static string WhereIs(int at, ContentWindow window) =>
        window.Offset == 0 ? $"line {window.Bytes[..at].Count((byte)'\n') + 1}" : $"byte {window.Offset + at}";

    private static bool IsBinary(ReadOnlySpan<byte> start) => start[..Math.Min(start.Length, Head)].Contains((byte)0);
}
