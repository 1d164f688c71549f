using Plimsoll.Core.Facts;
using Plimsoll.Inspection.Ecosystems.Formats;

namespace Plimsoll.Inspection.Ecosystems.Php;

/// <summary>A package in the lists of Composer, which have the same form in <c>installed.json</c> and <c>composer.lock</c>.</summary>
internal sealed record ComposerPackage
{
    private readonly Dictionary<string, string> _texts = new(StringComparer.Ordinal);
    private List<string> _licences = [];

    private ComposerPackage() { }

    public string Name => _texts.GetValueOrDefault("name") ?? "";

    /// <summary>Reads a list; the walk stands on it.</summary>
    public static List<ComposerPackage> ReadList(ref JsonWalk json)
    {
        var packages = new List<ComposerPackage>();
        if (!json.EnterArray()) return packages;
        while (json.NextItem())
        {
            if (!json.EnterObject()) continue;
            var package = new ComposerPackage();
            while (json.NextMember(out var field)) package.Take(field, ref json);
            packages.Add(package);
        }
        return packages;
    }

    /// <summary>The record and the namespace and name of its package URL; null when it has no name or version.</summary>
    public (PackageRecord Record, string? Vendor, string ShortName)? ToRecord()
    {
        if (Name.Length == 0 || _texts.GetValueOrDefault("version") is not { } version) return null;
        var slash = Name.IndexOf('/');
        var record = new PackageRecord
        {
            Type = "composer",
            Name = Name,
            Version = version,
            // Of a list of licences one may be chosen (composer.json schema, "license").
            Licence = _licences.Count == 0 ? null : _licences.Count == 1 ? _licences[0] : $"({string.Join(" OR ", _licences)})",
            Integrity = _texts.GetValueOrDefault("dist.shasum") is { Length: > 0 } sum ? "sha1:" + sum : null,
            Properties = PackageNames.Properties(("reference", _texts.GetValueOrDefault("source.reference") ?? _texts.GetValueOrDefault("dist.reference")), ("type", _texts.GetValueOrDefault("type"))),
        };
        return (record, slash > 0 ? Name[..slash] : null, Name[(slash + 1)..]);
    }

    private void Take(string field, ref JsonWalk json)
    {
        switch (field)
        {
            case "name" or "version" or "type" when json.Text() is { } text:
                _texts[field] = text;
                break;
            case "license":
                _licences = json.Texts();
                break;
            case "dist" or "source" when json.EnterObject():
                while (json.NextMember(out var inner))
                {
                    if (json.Text() is { } value && inner is "shasum" or "reference") _texts[$"{field}.{inner}"] = value;
                }
                break;
            default:
                json.Skip();
                break;
        }
    }
}
