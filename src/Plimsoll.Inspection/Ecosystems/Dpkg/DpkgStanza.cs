using System.Text;

namespace Plimsoll.Inspection.Ecosystems.Dpkg;

/// <summary>One paragraph of a dpkg database, with the fields that are needed.</summary>
internal sealed class DpkgStanza
{
    /// <summary>Longest value that is kept. Names and versions are tens of characters; what is longer is not theirs.</summary>
    public const int MaxValue = 32 * 1024;

    private const int MaxList = 1 << 20;

    /// <summary>The first of the fields that are lists, which may be long and of which no package depends.</summary>
    private const int FirstList = 5;

    private readonly StringBuilder?[] _values = new StringBuilder?[Names.Length];
    private int _cut;

    private static readonly string[] Names = ["package", "version", "architecture", "source", "status", "conffiles", "built-using", "static-built-using"];

    public string? Package => Value(0);
    public string? Version => Value(1);
    public string? Architecture => Value(2);
    public string? Source => Value(3);
    public string? Status => Value(4);

    /// <summary>One line for each configuration file; those beyond what is kept are missing.</summary>
    public string? Conffiles => Value(5);

    /// <summary>Source packages of which parts are in the package, for their licences (Debian policy 7.8).</summary>
    public string? BuiltUsing => Value(6);

    /// <summary>Source packages that are linked into its programs, as those of Go and Rust are: the version of each decides of its vulnerabilities.</summary>
    public string? StaticBuiltUsing => Value(7);

    /// <summary>The first field that is longer than <see cref="MaxValue"/>, or null.</summary>
    public string? Overlong => _cut == 0 ? null : Names[int.TrailingZeroCount(_cut)];

    /// <summary>True when nothing but the source is too long: the package itself is known.</summary>
    public bool OnlySourceIsOverlong => _cut == 1 << 3;

    /// <summary>True when a line was neither a field nor the continuation of one.</summary>
    public bool HasStrayLine { get; set; }

    /// <summary>True when nothing was read into it.</summary>
    public bool IsEmpty { get; private set; } = true;

    /// <summary>Starts a field; the last one of a name counts, as dpkg has it. Returns its number, or -1 when it is not needed.</summary>
    public int Begin(ReadOnlySpan<byte> name)
    {
        IsEmpty = false;
        for (var i = 0; i < Names.Length; i++)
        {
            if (!Ascii.EqualsIgnoreCase(name, Names[i])) continue;
            _values[i] = new StringBuilder();
            _cut &= ~(1 << i);
            return i;
        }
        return -1;
    }

    /// <summary>Adds a line to the value of a field.</summary>
    public void Append(int field, ReadOnlySpan<byte> text, bool isCut)
    {
        var value = _values[field]!;
        var isList = field >= FirstList;
        if (isCut || value.Length + text.Length > (isList ? MaxList : MaxValue)) _cut |= isList ? 0 : 1 << field;
        else value.Append(value.Length == 0 ? "" : "\n").Append(ForeignText.Decode(text));
    }

    private string? Value(int field) => _values[field]?.ToString().Trim() is { Length: > 0 } value ? value : null;
}
