using System.Globalization;
using Plimsoll.Core.Facts;

namespace Plimsoll.Inspection.Ecosystems.Rpm;

/// <summary>Makes a package record of a header, with the words of rpm.</summary>
internal static class RpmRecord
{
    /// <summary>Type of the package URL.</summary>
    public const string Type = "rpm";

    private const int LongestWord = 512;

    /// <summary>Reads what a header says of its package.</summary>
    /// <param name="header">The header.</param>
    /// <param name="signature">What its signature says.</param>
    /// <exception cref="InvalidDataException">It is damaged, or not that of a package.</exception>
    public static PackageRecord Read(RpmHeader header, IEnumerable<KeyValuePair<string, string>> signature)
    {
        var name = Word(header.Text(RpmTag.Name), "name");
        var (version, release) = (Word(header.Text(RpmTag.Version), "version"), Word(header.Text(RpmTag.Release), "release"));
        var properties = new SortedList<string, string>(signature.ToDictionary(), StringComparer.Ordinal);
        if (header.Text(RpmTag.SourceRpm) is { Length: > 0 } sourceRpm) properties["sourceRpm"] = sourceRpm;
        if (header.Text(RpmTag.Vendor) is { Length: > 0 } vendor) properties["vendor"] = vendor;
        if (header.Text(RpmTag.ModularityLabel) is { Length: > 0 } module) properties["modularityLabel"] = module;
        return Build(name, header.Number(RpmTag.Epoch), version, release, header.Text(RpmTag.Arch), header.Text(RpmTag.License), properties);
    }

    /// <summary>A package of words that were checked.</summary>
    public static PackageRecord Build(string name, long? epoch, string version, string release, string? arch, string? licence, SortedList<string, string> properties)
    {
        var (source, sourceVersion) = SplitSource(properties.GetValueOrDefault("sourceRpm") ?? "");
        return new PackageRecord
        {
            Type = Type,
            Name = name,
            // As %{EVR}: an epoch is printed when the package says one, be it 0.
            Version = epoch is { } number ? string.Create(CultureInfo.InvariantCulture, $"{number}:{version}-{release}") : $"{version}-{release}",
            Arch = string.IsNullOrEmpty(arch) ? null : arch,
            Source = source == name ? null : source,
            SourceVersion = sourceVersion == $"{version}-{release}" ? null : sourceVersion,
            Licence = string.IsNullOrEmpty(licence) ? null : licence,
            Properties = properties.Count == 0 ? null : properties,
        };
    }

    /// <summary>Names and versions are words without spaces; what is none would end up in package URLs and file paths.</summary>
    /// <exception cref="InvalidDataException">The text is no word.</exception>
    public static string Word(string? text, string what)
    {
        if (string.IsNullOrEmpty(text)) throw new InvalidDataException($"a header has no {what}");
        if (text.Length > LongestWord) throw new InvalidDataException($"the {what} of a package has {text.Length} characters");
        foreach (var c in text)
        {
            if (c is '/' or ':' or <= ' ' or '\x7f') throw new InvalidDataException($"the {what} of a package has characters that rpm does not allow");
        }
        return text;
    }

    /// <summary><c>name-version-release.src.rpm</c>, or <c>.nosrc.rpm</c> where not all sources may be passed on.</summary>
    private static (string? Name, string? Version) SplitSource(string file)
    {
        var ending = file.EndsWith(".nosrc.rpm", StringComparison.Ordinal) ? ".nosrc.rpm" : ".src.rpm";
        if (!file.EndsWith(ending, StringComparison.Ordinal)) return (null, null);
        var name = file[..^ending.Length];
        var release = name.LastIndexOf('-');
        var version = release <= 0 ? -1 : name.LastIndexOf('-', release - 1);
        return version <= 0 ? (null, null) : (name[..version], name[(version + 1)..]);
    }
}
