using System.IO.Compression;
using System.Xml;
using System.Xml.Schema;
using Plimsoll.Core.Facts;
using Plimsoll.Inspection.Sbom;
using Plimsoll.Tests.Architecture;
using Plimsoll.Tests.Inspection.Fixtures;

namespace Plimsoll.Tests.Inspection.Sbom;

/// <summary>What is written is valid by the official schemas (README.md).</summary>
public sealed class SbomSchemaTests
{
    private static readonly string Folder = Path.Combine(SourceTree.Root, "tests/Plimsoll.Tests/Inspection/Sbom");

    private static readonly (InspectionDocument Document, bool WithFiles)[] Documents = [(SampleImage.Rich, false), (SampleImage.Rich, true), (SampleImage.Empty, false), (SampleImage.Empty, true)];

    [Theory]
    [InlineData(SbomFormat.SpdxJson, "spdx-2.3.schema.json")]
    [InlineData(SbomFormat.Spdx3Json, "spdx-3.0.1.schema.json")]
    [InlineData(SbomFormat.CycloneDxJson, "bom-1.6.SNAPSHOT.schema.json")]
    public void Is_valid_json_by_the_schema(SbomFormat format, string schema)
    {
        using var directory = new TemporaryDirectory();
        var files = Documents.Select((entry, index) =>
        {
            var path = Path.Combine(directory.Path, $"{index}.json");
            File.WriteAllBytes(path, SbomWriter.ToBytes(entry.Document, Options(format, entry.WithFiles)));
            return path;
        });

        Tool.Lines("/usr/bin/python3", [Path.Combine(Folder, "validate.py"), Path.Combine(Folder, "schemas.zip"), schema, .. files]).ShouldBeEmpty();
    }

    [Fact]
    public void Is_valid_xml_by_the_schema()
    {
        var wrong = new List<string>();
        foreach (var (document, withFiles) in Documents)
        {
            using var bytes = new MemoryStream(SbomWriter.ToBytes(document, Options(SbomFormat.CycloneDxXml, withFiles)));
            var settings = new XmlReaderSettings { ValidationType = ValidationType.Schema, Schemas = Schemas() };
            settings.ValidationFlags |= XmlSchemaValidationFlags.ReportValidationWarnings;
            settings.ValidationEventHandler += (_, e) => wrong.Add(e.Message);
            using var reader = XmlReader.Create(bytes, settings);
            while (reader.Read()) continue;
        }

        wrong.ShouldBeEmpty();
    }

    private static SbomOptions Options(SbomFormat format, bool withFiles) => new(format) { Files = withFiles ? SampleImage.Files : null };

    private static XmlSchemaSet Schemas()
    {
        var schemas = new XmlSchemaSet { XmlResolver = null };
        using var archive = ZipFile.OpenRead(Path.Combine(Folder, "schemas.zip"));
        foreach (var name in (string[])["spdx.SNAPSHOT.xsd", "bom-1.6.SNAPSHOT.xsd"])
        {
            using var schema = archive.GetEntry(name)!.Open();
            using var reader = XmlReader.Create(schema);
            schemas.Add(null, reader);
        }
        schemas.Compile();
        return schemas;
    }
}
