using Plimsoll.Core.Facts;

namespace Plimsoll.Inspection.Ecosystems.Apk;

/// <summary>The lines about a package itself (apk-tools, src/package.c, apk_pkgtmpl_add_info).</summary>
internal sealed class ApkEntry
{
    private const int LongestWord = 512;

    /// <summary>Checksum, name, version, architecture, licence, origin, address, commit.</summary>
    private const string Needed = "CPVALoUc";

    private readonly string?[] _values = new string?[Needed.Length];

    /// <summary>True while there was no line.</summary>
    public bool IsEmpty { get; set; } = true;

    /// <summary>Whether checksums of 20 bytes are cut SHA-256 and not SHA-1.</summary>
    public bool HasCutDigests { get; set; }

    /// <summary>Takes a line; false when it is needed and too long.</summary>
    public bool Set(char field, ReadOnlySpan<byte> value, bool isCut)
    {
        var place = Needed.IndexOf(field);
        if (place < 0) return true;
        if (!isCut) _values[place] = ForeignText.Decode(value).Trim();
        return !isCut;
    }

    /// <summary>The package; null, and the reason, when the lines are not those of one.</summary>
    public PackageRecord? ToRecord(out string? problem)
    {
        problem = Value('P') is not { } name ? "it has no name" : !IsWord(name) ? "its name is not one" : Value('V') is not { } version ? $"{name} has no version" : !IsWord(version) ? $"the version of {name} is not one" : null;
        if (problem is not null) return null;
        var properties = new SortedList<string, string>(StringComparer.Ordinal);
        if (Value('o') is { } origin) properties["origin"] = origin;
        if (Value('c') is { } commit) properties["commit"] = commit;
        if (Value('U') is { } address) properties["homepage"] = address;
        return new PackageRecord
        {
            Type = "apk",
            Name = Value('P')!,
            Version = Value('V')!,
            Arch = Value('A'),
            Source = Value('o') == Value('P') ? null : Value('o'),
            Licence = Value('L'),
            Integrity = Value('C'),
            Properties = properties.Count == 0 ? null : properties,
        };
    }

    private string? Value(char field) => _values[Needed.IndexOf(field)] is { Length: > 0 } value ? value : null;

    private static bool IsWord(string text) => text.Length <= LongestWord && !text.AsSpan().ContainsAny(" /\t\0");
}
