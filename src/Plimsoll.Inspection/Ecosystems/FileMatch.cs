namespace Plimsoll.Inspection.Ecosystems;

/// <summary>Tells files apart by what costs nothing to look at, so that a hundred cataloguers do not cost a hundred looks at each file.</summary>
internal abstract record FileMatch
{
    private FileMatch() { }

    /// <summary>Files of a name, such as <c>package.json</c>.</summary>
    public static FileMatch Named(string name) => new Name(name);

    /// <summary>Files whose name ends so, such as <c>.deps.json</c>; it begins with a dot.</summary>
    public static FileMatch Ending(string ending) => new End(ending);

    /// <summary>Files that lie directly in a directory of a name, such as <c>status.d</c>.</summary>
    public static FileMatch In(string directory) => new Directory(directory);

    /// <summary>Files that begin so, such as <c>\x7fELF</c>; at most 16 bytes.</summary>
    public static FileMatch Starting(ReadOnlySpan<byte> magic) => new Start(magic.ToArray());

    internal sealed record Name(string Text) : FileMatch;

    internal sealed record End(string Text) : FileMatch;

    internal sealed record Directory(string Text) : FileMatch;

    internal sealed record Start(byte[] Bytes) : FileMatch;
}
