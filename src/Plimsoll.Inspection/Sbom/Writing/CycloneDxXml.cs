using System.Globalization;
using System.Text;
using System.Xml;
using Plimsoll.Core.Facts;

namespace Plimsoll.Inspection.Sbom.Writing;

/// <summary>CycloneDX 1.6 as XML (https://cyclonedx.org/docs/1.6/xml/). The order of elements is that of the schema, which is a sequence.</summary>
internal sealed class CycloneDxXml(SbomContent content, Stream target)
{
    private const string Space = "http://cyclonedx.org/schema/bom/1.6";

    private static readonly XmlWriterSettings Settings = new() { Encoding = new UTF8Encoding(false), Indent = true, NewLineChars = "\n", NewLineHandling = NewLineHandling.Entitize };

    private readonly XmlWriter _xml = XmlWriter.Create(target, Settings);

    public void Write()
    {
        _xml.WriteStartDocument();
        _xml.WriteStartElement("bom", Space);
        _xml.WriteAttributeString("serialNumber", $"urn:uuid:{content.Id}");
        _xml.WriteAttributeString("version", "1");
        Element("metadata", WriteMetadata);
        Element("components", () =>
        {
            foreach (var component in CycloneComponent.Of(content)) WriteComponent(component);
        });
        Element("dependencies", () => Element("dependency", () =>
        {
            _xml.WriteAttributeString("ref", CycloneComponent.ImageReference);
            foreach (var package in content.Packages) Element("dependency", () => _xml.WriteAttributeString("ref", package.Id));
        }));
        Element("compositions", () => Element("composition", () =>
        {
            Text("aggregate", content.Document.Completeness == Completeness.Complete ? "complete" : "incomplete");
            Element("assemblies", () => Element("assembly", () => _xml.WriteAttributeString("ref", CycloneComponent.ImageReference)));
        }));
        _xml.WriteEndElement();
        _xml.WriteEndDocument();
        _xml.Dispose();
        target.WriteByte((byte)'\n');
    }

    private void WriteMetadata()
    {
        Text("timestamp", content.Timestamp);
        Element("lifecycles", () => Element("lifecycle", () => Text("phase", "post-build")));
        Element("tools", () => Element("components", () => Element("component", () =>
        {
            _xml.WriteAttributeString("type", "application");
            Text("name", SbomContent.Tool);
            Text("version", content.ToolVersion);
        })));
        WriteComponent(CycloneComponent.OfImage(content));
    }

    private void WriteComponent(CycloneComponent component) => Element("component", () =>
    {
        _xml.WriteAttributeString("type", component.Type);
        _xml.WriteAttributeString("bom-ref", component.Reference);
        Text("group", component.Group);
        Text("name", component.Name);
        Text("version", component.Version);
        Text("description", component.Description);
        if (component.Hash is { } hash)
        {
            Element("hashes", () => Element("hash", () =>
            {
                _xml.WriteAttributeString("alg", hash.Dashed);
                _xml.WriteString(hash.Hex);
            }));
        }
        if (component.Licence is { } licence) Element("licenses", () => WriteLicence(licence.Text, licence.IsExpression));
        Text("purl", component.Purl);
        if (component.Properties.Count > 0)
        {
            Element("properties", () =>
            {
                foreach (var (name, value) in component.Properties) Element("property", () => WriteNamed(name, value));
            });
        }
        if (component.Evidence is { } evidence) Element("evidence", () => WriteEvidence(component, evidence));
    });

    private void WriteNamed(string name, string value)
    {
        _xml.WriteAttributeString("name", name);
        _xml.WriteString(Clean(value));
    }

    private void WriteLicence(string text, bool isExpression)
    {
        _xml.WriteStartElement(isExpression ? "expression" : "license", Space);
        _xml.WriteAttributeString("acknowledgement", isExpression ? "concluded" : "declared");
        if (isExpression) _xml.WriteString(text);
        else Text("name", text);
        _xml.WriteEndElement();
    }

    private void WriteEvidence(CycloneComponent component, (string Location, string Layer, string Technique, double Confidence) evidence)
    {
        Element("identity", () =>
        {
            Text("field", component.Purl is null ? "name" : "purl");
            Text("confidence", Number(evidence.Confidence));
            Element("methods", () => Element("method", () =>
            {
                Text("technique", evidence.Technique);
                Text("confidence", Number(evidence.Confidence));
                Text("value", evidence.Location);
            }));
        });
        Element("occurrences", () => Element("occurrence", () =>
        {
            Text("location", evidence.Location);
            Text("additionalContext", evidence.Layer);
        }));
    }

    private void Element(string name, Action content)
    {
        _xml.WriteStartElement(name, Space);
        content();
        _xml.WriteEndElement();
    }

    private void Text(string name, string? value)
    {
        if (value is not null) _xml.WriteElementString(name, Space, Clean(value));
    }

    private static string Number(double value) => value.ToString(CultureInfo.InvariantCulture);

    /// <summary>Names in images may have characters that XML 1.0 cannot hold at all, not even as references: these are written <c>\xNN</c>.</summary>
    private static string Clean(string text)
    {
        var isClean = true;
        for (var i = 0; i < text.Length && isClean; i++) isClean = XmlConvert.IsXmlChar(text[i]);
        if (isClean) return text;
        var clean = new StringBuilder(text.Length + 8);
        for (var i = 0; i < text.Length; i++)
        {
            if (XmlConvert.IsXmlChar(text[i])) clean.Append(text[i]);
            else if (i + 1 < text.Length && XmlConvert.IsXmlSurrogatePair(text[i + 1], text[i])) clean.Append(text[i]).Append(text[++i]);
            else clean.Append("\\x").Append(((int)text[i]).ToString("x2", CultureInfo.InvariantCulture));
        }
        return clean.ToString();
    }
}
