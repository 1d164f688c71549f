using Plimsoll.Core.Facts;

namespace Plimsoll.Inspection.Content;

/// <summary>
/// Looks for something in the bytes of files, whatever they are: secrets, for instance. It is given each file that it wants in windows, the end of one
/// being the start of the next, and has to be fast: it sees every byte of every layer.
/// </summary>
internal interface IContentScanner
{
    /// <summary>Name, and where it matters version, under which the facts of a layer remember that it looked through it.</summary>
    string Name { get; }

    /// <summary>Why it cannot look; null while it can. What it should have looked for is unknown then, not absent.</summary>
    string? Failure => null;

    /// <summary>Whether a file is looked through.</summary>
    /// <param name="header">What the header of the entry says.</param>
    /// <param name="start">The first bytes of the content.</param>
    bool Wants(FileHeader header, ReadOnlySpan<byte> start);

    /// <summary>Looks through a window of a file that it wanted. It depends on nothing but its arguments.</summary>
    void Scan(FileHeader header, ContentWindow window, ContentReport report);
}

/// <summary>Some bytes of a file.</summary>
/// <param name="bytes">The bytes.</param>
/// <param name="seen">How many of them were the end of the window before. What ends within these was seen already.</param>
/// <param name="offset">Place of the first byte in the file.</param>
/// <param name="isLast">Whether the file ends here.</param>
internal readonly ref struct ContentWindow(ReadOnlySpan<byte> bytes, int seen, long offset, bool isLast)
{
    /// <summary>Bytes that two windows share: nothing longer than this should be looked for.</summary>
    public const int Overlap = 4096;

    public ReadOnlySpan<byte> Bytes { get; } = bytes;
    public int Seen { get; } = seen;
    public long Offset { get; } = offset;
    public bool IsLast { get; } = isLast;
}

/// <summary>Takes what scanners find in one file.</summary>
/// <param name="file">Number of the file.</param>
/// <param name="path">Its path as the layer writes it.</param>
/// <param name="add">Takes a finding.</param>
/// <param name="missing">Takes what could not be looked at, with the path.</param>
internal sealed class ContentReport(int file, string path, Action<LayerFinding> add, Action<string, string> missing)
{
    private HashSet<string>? _seen;

    /// <summary>Findings about the file so far.</summary>
    public int Count { get; private set; }

    /// <summary>True when something is told about the file for the first time.</summary>
    public bool IsNew(string what) => (_seen ??= new HashSet<string>(StringComparer.Ordinal)).Add(what);

    /// <summary>Says that the file was not looked at as it should have been: the layer is partial.</summary>
    public void Problem(string reason) => missing(path, reason);

    /// <summary>Adds a finding about the file.</summary>
    /// <param name="kind">One of <see cref="FindingKinds"/>.</param>
    /// <param name="severity">How much it matters.</param>
    /// <param name="reason">What is wrong, in one sentence.</param>
    /// <param name="unlessOwned">Whether it is dropped where an operating system package owns the file unchanged.</param>
    /// <param name="rule">The rule that found it; null where there is but one for the kind.</param>
    public void Find(string kind, Severity severity, string reason, bool unlessOwned, string? rule = null)
    {
        Count++;
        add(new LayerFinding { Kind = kind, Path = path, File = file, Severity = severity, Reason = reason, UnlessOwned = unlessOwned, Rule = rule });
    }
}
