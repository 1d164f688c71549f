using Plimsoll.Core;
using Plimsoll.Core.Facts;

namespace Plimsoll.Inspection.Sbom.Writing;

/// <summary>SPDX 3.0.1 as JSON-LD: a list of elements that refer to each other (https://spdx.github.io/spdx-spec/v3.0.1/).</summary>
internal sealed class Spdx3Graph(SbomContent content, JsonOutput json)
{
    private const string Creation = "_:creation";

    private readonly string _namespace = $"https://spdx.org/spdxdocs/{SbomContent.Tool}-{content.Id}#";
    private readonly LicenceTerms _licences = new();
    private int _relationships;
    private int _annotations;

    public void Write() => json.Object(() =>
    {
        json.Text("@context", "https://spdx.org/rdf/3.0.1/spdx-context.jsonld");
        json.List("@graph", Elements(), element => json.Object(element));
    });

    private string Image => _namespace + "image";

    private string System => _namespace + "operating-system";

    private string IdOf(string id) => _namespace + "package-" + id;

    private string FileId(int index) => $"{_namespace}file-{index}";

    private IEnumerable<Action> Elements()
    {
        yield return WriteCreation;
        yield return () => Begin("SoftwareAgent", _namespace + "agent", SbomContent.Tool);
        yield return () => Begin("Tool", _namespace + "tool", $"{SbomContent.Tool}-{content.ToolVersion}");
        yield return WriteDocument;
        yield return WriteSbom;
        yield return WriteImage;
        yield return () => Annotate(Image, content.ImageProperties());
        if (content.Document.Os is { } os) yield return () => WriteSystem(os);
        foreach (var package in content.Packages)
        {
            yield return () => WritePackage(package);
            yield return () => Annotate(IdOf(package.Id), content.PropertiesOf(package.Facts));
        }
        foreach (var source in content.Sources) yield return () => WriteSource(source);
        foreach (var executable in content.Executables)
        {
            yield return () => WriteExecutable(executable);
            yield return () => Annotate(IdOf(executable.Id), content.LayerProperties(executable.Facts.Layer));
        }
        for (var i = 0; i < (content.Files?.Count ?? 0); i++)
        {
            var (file, id) = (content.Files![i], FileId(i));
            yield return () => WriteFile(file, id);
        }
        foreach (var element in new Spdx3Licences(content, _licences, _namespace, json, Begin, Relate).Elements()) yield return element;
        foreach (var relationship in Relationships()) yield return relationship;
    }

    private void WriteCreation()
    {
        json.Text("type", "CreationInfo");
        json.Text("@id", Creation);
        json.Text("specVersion", "3.0.1");
        json.Text("created", content.Timestamp);
        json.Texts("createdBy", [_namespace + "agent"]);
        json.Texts("createdUsing", [_namespace + "tool"]);
    }

    private void WriteDocument()
    {
        Begin("SpdxDocument", _namespace + "document", content.Name);
        json.Texts("profileConformance", ["core", "software", "simpleLicensing"]);
        json.Texts("rootElement", [_namespace + "sbom"]);
    }

    private void WriteSbom()
    {
        Begin("software_Sbom", _namespace + "sbom", null);
        json.Texts("software_sbomType", ["analyzed"]);
        json.Texts("rootElement", [Image]);
        json.Texts("element", Contained().Concat(content.Sources.Select(source => IdOf(source.Id))).Prepend(Image));
    }

    private void WriteImage()
    {
        Begin("software_Package", Image, content.Name);
        json.Text("software_primaryPurpose", "container");
        json.Text("software_packageVersion", content.Version);
        if (content.Document.Image.Digest is { } digest) Verify([(digest.Algorithm == DigestAlgorithm.Sha256 ? "sha256" : "sha512", digest.Hex)]);
    }

    private void WriteSystem(OsFacts os)
    {
        Begin("software_Package", System, os.Id);
        json.Text("software_primaryPurpose", "operatingSystem");
        json.Text("software_packageVersion", os.VersionId ?? os.VersionCodename);
        json.Text("summary", os.PrettyName ?? os.Name);
    }

    private void WritePackage(SbomPackage package)
    {
        var facts = package.Facts;
        Begin("software_Package", IdOf(package.Id), facts.Name);
        if (facts.Main == true) json.Text("software_primaryPurpose", "application");
        if (facts.Version.Length > 0) json.Text("software_packageVersion", facts.Version);
        json.Text("software_sourceInfo", $"read from {facts.Location ?? "the image"}, brought by layer {facts.Layer}");
        Identify(package.Purl);
        if (facts.Integrity is { } integrity && PackageHash.Of(integrity) is { } hash) Verify([(hash.Bits.ToLowerInvariant(), hash.Hex)]);
    }

    private void WriteSource(SourcePackage source)
    {
        Begin("software_Package", IdOf(source.Id), source.Name);
        json.Text("software_primaryPurpose", "source");
        json.Text("software_packageVersion", source.Version);
    }

    private void WriteExecutable(SbomExecutable executable)
    {
        Begin("software_File", IdOf(executable.Id), executable.Facts.Path);
        json.Text("software_primaryPurpose", "executable");
        json.Text("summary", "a program that no package owns");
        if (executable.Facts.Digest is { } digest) Verify([("sha256", digest.Hex)]);
    }

    private void WriteFile(ImageFile file, string id)
    {
        Begin("software_File", id, file.Path);
        json.Text("comment", $"plimsoll:layer:index={file.Layer}");
        if (file.Digest is { } digest) Verify([("sha256", digest.Hex)]);
    }

    private IEnumerable<string> Contained() => (content.Document.Os is null ? [] : new[] { System })
        .Concat(content.Packages.Select(package => IdOf(package.Id))).Concat(content.Executables.Select(executable => IdOf(executable.Id)));

    private IEnumerable<Action> Relationships()
    {
        var isComplete = content.Document.Completeness == Completeness.Complete;
        yield return () => Relate(_namespace + "document", "describes", [Image, .. content.Packages.Where(package => package.Facts.Main == true).Select(package => IdOf(package.Id))], null);
        var contained = Contained().Concat((content.Files ?? []).Select((file, index) => (file, index)).Where(entry => content.OwnerOf(entry.file) is null).Select(entry => FileId(entry.index)));
        if (contained.Any()) yield return () => Relate(Image, "contains", contained, isComplete ? "complete" : "incomplete");
        var owned = content.Packages.Select(package => (Owner: content.OwnerOf(package)?.Id, Id: IdOf(package.Id)))
            .Concat((content.Files ?? []).Select((file, index) => (Owner: content.OwnerOf(file)?.Id, Id: FileId(index))))
            .Where(entry => entry.Owner is not null).ToLookup(entry => entry.Owner!, entry => entry.Id);
        foreach (var owner in content.Packages.Where(package => owned.Contains(package.Id))) yield return () => Relate(IdOf(owner.Id), "contains", owned[owner.Id], null);
        foreach (var source in content.Sources) yield return () => Relate(IdOf(source.Id), "generates", source.Binaries.Select(binary => IdOf(binary.Id)), null);
    }

    private void Begin(string type, string id, string? name)
    {
        json.Text("type", type);
        json.Text("spdxId", id);
        json.Text("creationInfo", Creation);
        json.Text("name", name);
    }

    private void Relate(string from, string type, IEnumerable<string> to, string? completeness)
    {
        Begin("Relationship", $"{_namespace}relationship-{_relationships++}", null);
        json.Text("relationshipType", type);
        json.Text("from", from);
        json.Texts("to", to);
        json.Text("completeness", completeness);
    }

    private void Annotate(string subject, IEnumerable<(string Name, string Value)> properties)
    {
        Begin("Annotation", $"{_namespace}annotation-{_annotations++}", null);
        json.Text("annotationType", "other");
        json.Text("subject", subject);
        json.Text("statement", string.Join('\n', properties.Select(property => $"{property.Name}={property.Value}")));
    }

    private void Identify(Purl? purl)
    {
        if (purl is null) return;
        json.Text("software_packageUrl", purl.ToString());
        json.List("externalIdentifier", [purl], identifier => json.Object(() =>
        {
            json.Text("type", "ExternalIdentifier");
            json.Text("externalIdentifierType", "packageUrl");
            json.Text("identifier", identifier.ToString());
        }));
    }

    private void Verify(IEnumerable<(string Algorithm, string Value)> hashes) => json.List("verifiedUsing", hashes, hash => json.Object(() =>
    {
        json.Text("type", "Hash");
        json.Text("algorithm", hash.Algorithm);
        json.Text("hashValue", hash.Value);
    }));
}
