using Plimsoll.Core;
using Plimsoll.Core.Facts;

namespace Plimsoll.Inspection.Sbom.Writing;

/// <summary>SPDX 2.3 as JSON (https://spdx.github.io/spdx-spec/v2.3/).</summary>
internal sealed class SpdxDocument(SbomContent content, JsonOutput json)
{
    private const string Document = "SPDXRef-DOCUMENT";
    private const string Image = "SPDXRef-Image";
    private const string System = "SPDXRef-OperatingSystem";
    private const string Unknown = "NOASSERTION";

    private readonly string _tool = $"Tool: {SbomContent.Tool}-{content.ToolVersion}";
    private readonly LicenceTerms _licences = new();

    /// <summary>SPDX 2 takes no file without a digest; how many are left out is said of the image.</summary>
    private readonly IReadOnlyList<ImageFile>? _files = content.Files?.Where(file => file.Digest is not null).ToList();

    public void Write() => json.Object(() =>
    {
        json.Text("spdxVersion", "SPDX-2.3");
        json.Text("dataLicense", "CC0-1.0");
        json.Text("SPDXID", Document);
        json.Text("name", content.Name);
        json.Text("documentNamespace", $"https://spdx.org/spdxdocs/{SbomContent.Tool}-{content.Id}");
        json.Object("creationInfo", () =>
        {
            json.Text("created", content.Timestamp);
            json.Texts("creators", [_tool]);
        });
        json.List("packages", Packages(), package => json.Object(package));
        if (_files is not null) json.List("files", _files.Select((file, index) => (file, index)), entry => json.Object(() => WriteFile(entry.file, entry.index)));
        json.ListUnlessEmpty("hasExtractedLicensingInfos", _licences.Texts, text => json.Object(() =>
        {
            json.Text("licenseId", text.Key);
            json.Text("extractedText", text.Value);
        }));
        json.List("relationships", Relationships(), relationship => json.Object(() =>
        {
            json.Text("spdxElementId", relationship.From);
            json.Text("relationshipType", relationship.Type);
            json.Text("relatedSpdxElement", relationship.To);
        }));
    });

    private static string IdOf(string id) => "SPDXRef-Package-" + id;

    private static string FileId(int index) => $"SPDXRef-File-{index}";

    private IEnumerable<Action> Packages()
    {
        yield return WriteImage;
        if (content.Document.Os is { } os) yield return () => WriteSystem(os);
        foreach (var package in content.Packages) yield return () => WritePackage(package);
        foreach (var source in content.Sources) yield return () => WriteSource(source);
        foreach (var executable in content.Executables) yield return () => WriteExecutable(executable);
    }

    private void WriteImage()
    {
        Begin(Image, content.Name, content.Version, "CONTAINER");
        if (content.Document.Image.Digest is { } digest) Checksums([(digest.Algorithm == DigestAlgorithm.Sha256 ? "SHA256" : "SHA512", digest.Hex)]);
        NoLicence();
        Annotate(_files?.Count < content.Files?.Count ? content.ImageProperties().Append(("plimsoll:filesWithoutDigest", $"{content.Files!.Count - _files.Count}")) : content.ImageProperties());
    }

    private void WriteSystem(OsFacts os)
    {
        Begin(System, os.Id, os.VersionId ?? os.VersionCodename, "OPERATING_SYSTEM");
        json.Text("summary", os.PrettyName ?? os.Name);
        NoLicence();
    }

    private void WritePackage(SbomPackage package)
    {
        var facts = package.Facts;
        Begin(IdOf(package.Id), facts.Name, facts.Version.Length == 0 ? null : facts.Version, facts.Main == true ? "APPLICATION" : null);
        if (facts.Integrity is { } integrity && PackageHash.Of(integrity) is { } hash) Checksums([(hash.Bits, hash.Hex)]);
        json.Text("sourceInfo", $"read from {facts.Location ?? "the image"}, brought by layer {facts.Layer}");
        json.Text("licenseConcluded", _licences.Concluded(facts) ?? Unknown);
        json.Text("licenseDeclared", _licences.Declared(facts) ?? Unknown);
        json.Text("licenseComments", facts.LicenceFrom is { Path: { } path } ? $"read from {path}" : null);
        json.Text("copyrightText", Unknown);
        Refer(package.Purl);
        Annotate(content.PropertiesOf(facts));
    }

    private void WriteSource(SourcePackage source)
    {
        Begin(IdOf(source.Id), source.Name, source.Version, "SOURCE");
        NoLicence();
    }

    private void WriteExecutable(SbomExecutable executable)
    {
        Begin(IdOf(executable.Id), executable.Name, null, "FILE");
        json.Text("packageFileName", executable.Facts.Path);
        if (executable.Facts.Digest is { } digest) Checksums([("SHA256", digest.Hex)]);
        json.Text("sourceInfo", $"a program that no package owns, brought by layer {executable.Facts.Layer}");
        NoLicence();
        Annotate(content.LayerProperties(executable.Facts.Layer));
    }

    private void WriteFile(ImageFile file, int index)
    {
        json.Text("SPDXID", FileId(index));
        json.Text("fileName", "." + file.Path);
        // SPDX 2.3 asks for SHA-1, which Plimsoll computes only where a package manager lists it: a digest that is not known is not made up.
        Checksums([("SHA256", file.Digest!.Value.Hex)]);
        json.Text("licenseConcluded", Unknown);
        json.Text("copyrightText", Unknown);
        Annotate(content.LayerProperties(file.Layer).Take(1));
    }

    private IEnumerable<(string From, string Type, string To)> Relationships()
    {
        yield return (Document, "DESCRIBES", Image);
        foreach (var main in content.Packages.Where(package => package.Facts.Main == true)) yield return (Document, "DESCRIBES", IdOf(main.Id));
        if (content.Document.Os is not null) yield return (Image, "CONTAINS", System);
        foreach (var package in content.Packages) yield return (Image, "CONTAINS", IdOf(package.Id));
        foreach (var executable in content.Executables) yield return (Image, "CONTAINS", IdOf(executable.Id));
        foreach (var package in content.Packages)
        {
            if (content.OwnerOf(package) is { } owner) yield return (IdOf(owner.Id), "CONTAINS", IdOf(package.Id));
        }
        foreach (var source in content.Sources)
        {
            foreach (var binary in source.Binaries) yield return (IdOf(binary.Id), "GENERATED_FROM", IdOf(source.Id));
        }
        for (var i = 0; i < (_files?.Count ?? 0); i++) yield return (content.OwnerOf(_files![i]) is { } owner ? IdOf(owner.Id) : Image, "CONTAINS", FileId(i));
    }

    private void Begin(string id, string name, string? version, string? purpose)
    {
        json.Text("SPDXID", id);
        json.Text("name", name);
        json.Text("versionInfo", version);
        json.Text("primaryPackagePurpose", purpose);
        json.Text("supplier", Unknown);
        json.Text("downloadLocation", Unknown);
        json.Flag("filesAnalyzed", false);
    }

    private void NoLicence()
    {
        json.Text("licenseConcluded", Unknown);
        json.Text("licenseDeclared", Unknown);
        json.Text("copyrightText", Unknown);
    }

    private void Refer(Purl? purl)
    {
        if (purl is null) return;
        json.List("externalRefs", [purl], reference => json.Object(() =>
        {
            json.Text("referenceCategory", "PACKAGE-MANAGER");
            json.Text("referenceType", "purl");
            json.Text("referenceLocator", reference.ToString());
        }));
    }

    private void Checksums(IEnumerable<(string Algorithm, string Value)> checksums) =>
        json.List("checksums", checksums, checksum => json.Object(() =>
        {
            json.Text("algorithm", checksum.Algorithm);
            json.Text("checksumValue", checksum.Value);
        }));

    /// <summary>SPDX 2 has no properties; an annotation of one <c>name=value</c> a line is what programs can read.</summary>
    private void Annotate(IEnumerable<(string Name, string Value)> properties) => json.List("annotations", [properties], lines => json.Object(() =>
    {
        json.Text("annotationDate", content.Timestamp);
        json.Text("annotationType", "OTHER");
        json.Text("annotator", _tool);
        json.Text("comment", string.Join('\n', lines.Select(line => $"{line.Name}={line.Value}")));
    }));
}
