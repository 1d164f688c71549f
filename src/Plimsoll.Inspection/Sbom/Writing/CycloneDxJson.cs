using Plimsoll.Core.Facts;

namespace Plimsoll.Inspection.Sbom.Writing;

/// <summary>CycloneDX 1.6 as JSON (https://cyclonedx.org/docs/1.6/json/).</summary>
internal sealed class CycloneDxJson(SbomContent content, JsonOutput json)
{
    public void Write() => json.Object(() =>
    {
        json.Text("$schema", "http://cyclonedx.org/schema/bom-1.6.schema.json");
        json.Text("bomFormat", "CycloneDX");
        json.Text("specVersion", CycloneComponent.Specification);
        json.Text("serialNumber", $"urn:uuid:{content.Id}");
        json.Number("version", 1);
        json.Object("metadata", WriteMetadata);
        json.List("components", CycloneComponent.Of(content), component => json.Object(() => WriteComponent(component)));
        json.List("dependencies", [CycloneComponent.ImageReference], reference => json.Object(() =>
        {
            json.Text("ref", reference);
            json.Texts("dependsOn", content.Packages.Select(package => package.Id));
        }));
        json.List("compositions", [content.Document.Completeness], completeness => json.Object(() =>
        {
            json.Text("aggregate", completeness == Completeness.Complete ? "complete" : "incomplete");
            json.Texts("assemblies", [CycloneComponent.ImageReference]);
        }));
    });

    private void WriteMetadata()
    {
        json.Text("timestamp", content.Timestamp);
        json.List("lifecycles", ["post-build"], phase => json.Object(() => json.Text("phase", phase)));
        json.Object("tools", () => json.List("components", [SbomContent.Tool], tool => json.Object(() =>
        {
            json.Text("type", "application");
            json.Text("name", tool);
            json.Text("version", content.ToolVersion);
        })));
        json.Object("component", () => WriteComponent(CycloneComponent.OfImage(content)));
    }

    private void WriteComponent(CycloneComponent component)
    {
        json.Text("type", component.Type);
        json.Text("bom-ref", component.Reference);
        json.Text("group", component.Group);
        json.Text("name", component.Name);
        json.Text("version", component.Version);
        json.Text("description", component.Description);
        if (component.Hash is { } hash)
        {
            json.List("hashes", [hash], one => json.Object(() =>
            {
                json.Text("alg", one.Dashed);
                json.Text("content", one.Hex);
            }));
        }
        if (component.Licence is { } licence) json.List("licenses", [licence], one => json.Object(() => WriteLicence(one.Text, one.IsExpression)));
        json.Text("purl", component.Purl);
        json.ListUnlessEmpty("properties", component.Properties, property => json.Object(() =>
        {
            json.Text("name", property.Name);
            json.Text("value", property.Value);
        }));
        if (component.Evidence is { } evidence) json.Object("evidence", () => WriteEvidence(component, evidence));
    }

    private void WriteLicence(string text, bool isExpression)
    {
        if (isExpression)
        {
            json.Text("expression", text);
            json.Text("acknowledgement", "concluded");
        }
        else
        {
            json.Object("license", () =>
            {
                json.Text("name", text);
                json.Text("acknowledgement", "declared");
            });
        }
    }

    private void WriteEvidence(CycloneComponent component, (string Location, string Layer, string Technique, double Confidence) evidence)
    {
        json.List("identity", [component.Purl is null ? "name" : "purl"], field => json.Object(() =>
        {
            json.Text("field", field);
            json.Number("confidence", evidence.Confidence);
            json.List("methods", [evidence], method => json.Object(() =>
            {
                json.Text("technique", method.Technique);
                json.Number("confidence", method.Confidence);
                json.Text("value", method.Location);
            }));
        }));
        json.List("occurrences", [evidence], occurrence => json.Object(() =>
        {
            json.Text("location", occurrence.Location);
            json.Text("additionalContext", occurrence.Layer);
        }));
    }
}
