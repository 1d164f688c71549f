using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Plimsoll.Core;
using Plimsoll.Core.Facts;

namespace Plimsoll.Inspection.Sbom.Writing;

/// <summary>What all formats say of an image, each in its words.</summary>
internal sealed class SbomContent
{
    /// <summary>The program that made the document.</summary>
    public const string Tool = "plimsoll";

    /// <summary>Notes that are repeated in the document; more of them only tell the same.</summary>
    private const int MaxNotes = 100;

    private readonly Dictionary<string, SbomPackage> _owners;

    public SbomContent(InspectionDocument document, SbomOptions options)
    {
        Document = document;
        Files = options.Files;
        Timestamp = (options.Timestamp ?? BuiltAt(document)).ToUniversalTime().ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
        Id = IdOf(document, options, Timestamp);
        var names = new SbomNames();
        Packages = [.. document.Packages.Select(package => new SbomPackage(package, names.Next(package.Type, package.Name, package.Purl, package.Location)))];
        Executables = [.. (document.Executables ?? []).Select(file => new SbomExecutable(file, names.Next("file", Path.GetFileName(file.Path), file.Path, null)))];
        Sources = SourcePackage.Of(Packages, names);
        _owners = Packages.DistinctBy(package => package.Key).ToDictionary(package => package.Key);
    }

    public InspectionDocument Document { get; }

    /// <summary>RFC 3339, UTC, whole seconds: what SPDX takes.</summary>
    public string Timestamp { get; }

    /// <summary>Identity of the document.</summary>
    public Guid Id { get; }

    /// <summary>The scanner stands for the program: another release of it that finds the same writes the same.</summary>
    public string ToolVersion { get; } = "scanner-" + ImageInspector.ScannerVersion.ToString(CultureInfo.InvariantCulture);

    public IReadOnlyList<SbomPackage> Packages { get; }

    public IReadOnlyList<SbomExecutable> Executables { get; }

    public IReadOnlyList<SourcePackage> Sources { get; }

    public IReadOnlyList<ImageFile>? Files { get; }

    /// <summary>By what the image calls itself; its reference would make documents differ that are about the same bytes.</summary>
    public string Name => Document.Image.Labels.GetValueOrDefault("org.opencontainers.image.title") is { Length: > 0 } title ? title : Version ?? "root file system";

    /// <summary>The digest of the image.</summary>
    public string? Version => Document.Image.Digest?.Value;

    /// <summary>The package that owns another one.</summary>
    public SbomPackage? OwnerOf(SbomPackage package) => package.Facts.OwnedBy is { } key && _owners.TryGetValue(key, out var owner) && owner != package ? owner : null;

    /// <summary>The package that owns a file.</summary>
    public SbomPackage? OwnerOf(ImageFile file) => file.Owner is { } key ? _owners.GetValueOrDefault(key) : null;

    /// <summary>What is said of the image beyond what the formats have fields for.</summary>
    public IEnumerable<(string Name, string Value)> ImageProperties()
    {
        yield return ("plimsoll:completeness", Document.Completeness == Completeness.Complete ? "complete" : "partial");
        foreach (var note in Document.Notes.Take(MaxNotes)) yield return ("plimsoll:note", note.Path.Length == 0 ? note.Reason : $"{note.Path}: {note.Reason}");
        if (Document.Image.Platform is { } platform) yield return ("plimsoll:platform", platform);
        foreach (var layer in Document.Layers)
        {
            var name = $"plimsoll:layer:{layer.Index}";
            if (layer.Digest is { } digest) yield return (name + ":digest", digest.Value);
            if (layer.DiffId is { } diffId) yield return (name + ":diffId", diffId.Value);
        }
    }

    /// <summary>What is said of a package beyond what the formats have fields for.</summary>
    public IEnumerable<(string Name, string Value)> PropertiesOf(PackageFacts package)
    {
        foreach (var property in LayerProperties(package.Layer)) yield return property;
        if (package.IntroducedIn is { } since && since != package.Layer) yield return ("plimsoll:layer:introducedIn", Number(since));
        if (package.RemovedIn is { } removed) yield return ("plimsoll:layer:removedIn", Number(removed));
        if (package.Location is { } location) yield return ("plimsoll:location", location);
        yield return ("plimsoll:confidence", package.Confidence.ToString().ToLowerInvariant());
        if (package.Source is not null || package.SourceVersion is not null)
        {
            yield return ("plimsoll:source:name", package.Source ?? package.Name);
            yield return ("plimsoll:source:version", package.SourceVersion ?? package.Version);
        }
        if (package.OwnedBy is { } owner) yield return ("plimsoll:ownedBy", owner);
        if (package.Main == true) yield return ("plimsoll:main", "true");
        if (package.Integrity is { } integrity && PackageHash.Of(integrity) is null) yield return ("plimsoll:integrity", integrity);
        if (package.LicenceDeclared is { } declared && declared != package.Licence) yield return ("plimsoll:licence:declared", declared);
    }

    /// <summary>The layer that brought something.</summary>
    public IEnumerable<(string Name, string Value)> LayerProperties(int index)
    {
        yield return ("plimsoll:layer:index", Number(index));
        if (index < 0 || index >= Document.Layers.Count) yield break;
        if (Document.Layers[index].Digest is { } digest) yield return ("plimsoll:layer:digest", digest.Value);
        if (Document.Layers[index].DiffId is { } diffId) yield return ("plimsoll:layer:diffId", diffId.Value);
    }

    private static string Number(int value) => value.ToString(CultureInfo.InvariantCulture);

    private static DateTimeOffset BuiltAt(InspectionDocument document) =>
        DateTimeOffset.TryParse(document.Image.Created, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var built) && built.Year >= 1970 ? built : DateTimeOffset.UnixEpoch;

    /// <summary>A name-based UUID of version 8 (RFC 9562, appendix B.2): SHA-256 over all that decides what the document says.</summary>
    private static Guid IdOf(InspectionDocument document, SbomOptions options, string timestamp)
    {
        var image = document.Image.Digest?.Value ?? Digest.Of(document.ToJson()).Value;
        var seed = string.Join('\n', Tool, ImageInspector.ScannerVersion, image, SbomFormats.NameOf(options.Format), timestamp, options.Files is null ? "" : "files");
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes(seed)).AsSpan(0, 16);
        hash[6] = (byte)((hash[6] & 0x0f) | 0x80);
        hash[8] = (byte)((hash[8] & 0x3f) | 0x80);
        return new Guid(hash, bigEndian: true);
    }
}
