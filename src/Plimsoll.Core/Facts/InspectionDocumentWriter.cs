using System.Text.Json;

namespace Plimsoll.Core.Facts;

/// <summary>
/// Writes an inspection document, field by field in the order of its types. The serialiser of the framework writes the same, but a program that looks at one image spends more time on
/// making it ready for a dozen types than on the image.
/// </summary>
/// <param name="json">Where it goes.</param>
internal sealed class InspectionDocumentWriter(Utf8JsonWriter json)
{
    private static readonly string[] Completenesses = ["complete", "partial"];
    private static readonly string[] Confidences = ["low", "medium", "high"];
    private static readonly string[] Severities = ["info", "low", "medium", "high", "critical"];
    private static readonly string[] States = ["installed", "changed", "added", "unknown"];
    private static readonly string[] Methods = ["metadata", "copyright-file", "text", "none"];
    private static readonly string[] LicenceClasses = ["public-domain", "permissive", "unknown", "weak-copyleft", "strong-copyleft", "network-copyleft", "source-available"];

    private readonly JsonFieldWriter _fields = new(json);

    public void Write(InspectionDocument document)
    {
        json.WriteStartObject();
        _fields.Object("image", document.Image, Write);
        _fields.Object("os", document.Os, Write);
        _fields.Text("completeness", Completenesses[(int)document.Completeness]);
        _fields.Objects("layers", document.Layers, Write);
        _fields.Objects("packages", document.Packages, Write);
        _fields.Objects("declared", document.Declared, Write);
        _fields.Objects("removed", document.Removed, Write);
        _fields.Objects("executables", document.Executables, Write);
        _fields.Objects("configurationFiles", document.ConfigurationFiles, Write);
        _fields.Objects("statements", document.Statements, Write);
        _fields.Objects("findings", document.Findings, Write);
        _fields.Objects("notes", document.Notes, Write);
        json.WriteEndObject();
    }

    private void Write(ImageFacts image)
    {
        _fields.Text("digest", image.Digest);
        _fields.Text("index", image.Index);
        _fields.Text("mediaType", image.MediaType);
        _fields.Text("artifactType", image.ArtifactType);
        _fields.Text("platform", image.Platform);
        _fields.Texts("platforms", image.Platforms);
        _fields.Text("created", image.Created);
        _fields.Text("author", image.Author);
        _fields.Number("size", image.Size);
        _fields.Number("uncompressedSize", image.UncompressedSize);
        _fields.Text("dockerVersion", image.DockerVersion);
        _fields.Text("buildHost", image.BuildHost);
        _fields.Map("labels", image.Labels);
        _fields.Map("annotations", image.Annotations);
        _fields.Object("config", image.Config, Write);
        _fields.Objects("history", image.History, Write);
    }

    private void Write(ImageConfiguration config)
    {
        _fields.Text("digest", config.Digest);
        _fields.Text("user", config.User);
        _fields.Texts("env", config.Env);
        _fields.Texts("entrypoint", config.Entrypoint);
        _fields.Texts("cmd", config.Cmd);
        _fields.Texts("exposedPorts", config.ExposedPorts);
        _fields.Texts("volumes", config.Volumes);
        _fields.Text("workingDir", config.WorkingDir);
        _fields.Text("stopSignal", config.StopSignal);
        _fields.Object("healthCheck", config.HealthCheck, Write);
    }

    private void Write(HealthCheck check)
    {
        _fields.Texts("test", check.Test);
        _fields.Number("interval", check.Interval);
        _fields.Number("timeout", check.Timeout);
        _fields.Number("retries", check.Retries);
    }

    private void Write(HistoryEntry entry)
    {
        _fields.Text("created", entry.Created);
        _fields.Text("createdBy", entry.CreatedBy);
        _fields.Text("author", entry.Author);
        _fields.Text("comment", entry.Comment);
        _fields.Number("layer", entry.Layer);
    }

    private void Write(OsFacts os)
    {
        _fields.Text("id", os.Id);
        _fields.Text("versionId", os.VersionId);
        _fields.Text("name", os.Name);
        _fields.Text("prettyName", os.PrettyName);
        _fields.Text("versionCodename", os.VersionCodename);
        _fields.Texts("idLike", os.IdLike);
        _fields.Texts("contentSets", os.ContentSets);
    }

    private void Write(LayerSummary layer)
    {
        _fields.Number("index", layer.Index);
        _fields.Text("digest", layer.Digest);
        _fields.Text("diffId", layer.DiffId);
        _fields.Text("mediaType", layer.MediaType);
        _fields.Number("size", layer.Size);
        _fields.Number("uncompressedSize", layer.UncompressedSize);
        _fields.Number("files", layer.Files);
        _fields.Text("createdBy", layer.CreatedBy);
    }

    private void Write(PackageFacts package)
    {
        _fields.Text("type", package.Type);
        _fields.Text("name", package.Name);
        _fields.Text("version", package.Version);
        _fields.Text("arch", package.Arch);
        _fields.Text("purl", package.Purl);
        _fields.Number("layer", package.Layer);
        _fields.Text("source", package.Source);
        _fields.Text("sourceVersion", package.SourceVersion);
        _fields.Text("location", package.Location);
        _fields.Text("licence", package.Licence);
        _fields.Text("licenceClass", LicenceClasses[(int)package.LicenceClass]);
        _fields.Text("licenceDeclared", package.LicenceDeclared);
        _fields.Object("licenceFrom", package.LicenceFrom, Write);
        _fields.Objects("licenceParts", package.LicenceParts, Write);
        _fields.Objects("licenceFiles", package.LicenceFiles, Write);
        _fields.Text("ownedBy", package.OwnedBy);
        _fields.Flag("main", package.Main);
        _fields.Text("confidence", Confidences[(int)package.Confidence]);
        _fields.Number("introducedIn", package.IntroducedIn);
        _fields.Number("removedIn", package.RemovedIn);
        _fields.Text("integrity", package.Integrity);
        _fields.Map("properties", package.Properties);
    }

    private void Write(LicenceOrigin origin)
    {
        _fields.Text("method", Methods[(int)origin.Method]);
        _fields.Text("path", origin.Path);
        _fields.Number("layer", origin.Layer);
        _fields.Text("confidence", Confidences[(int)origin.Confidence]);
        _fields.Map("mapped", origin.Mapped);
        _fields.Texts("unknown", origin.Unknown);
        _fields.Text("reason", origin.Reason);
    }

    private void Write(LicencePart part)
    {
        _fields.Text("licence", part.Licence);
        _fields.Text("files", part.Files);
    }

    private void Write(LicenceFile file)
    {
        _fields.Text("path", file.Path);
        _fields.Number("layer", file.Layer);
    }

    private void Write(UnownedExecutable executable)
    {
        _fields.Text("path", executable.Path);
        _fields.Number("layer", executable.Layer);
        _fields.Number("size", executable.Size);
        _fields.Text("digest", executable.Digest);
        _fields.Text("format", executable.Format);
        _fields.Text("architecture", executable.Architecture);
        _fields.Text("buildId", executable.BuildId);
        _fields.Text("interpreter", executable.Interpreter);
        _fields.Text("minimumKernel", executable.MinimumKernel);
        _fields.Text("packer", executable.Packer);
        _fields.Texts("libraries", executable.Libraries);
        _fields.Texts("origins", executable.Origins);
        _fields.Texts("systemCalls", executable.SystemCalls);
        _fields.Texts("packages", executable.Packages);
        _fields.Text("createdBy", executable.CreatedBy);
    }

    private void Write(ConfigurationFile file)
    {
        _fields.Text("path", file.Path);
        _fields.Number("layer", file.Layer);
        _fields.Text("state", States[(int)file.State]);
        _fields.Text("owner", file.Owner);
    }

    private void Write(EmbeddedStatement statement)
    {
        _fields.Text("path", statement.Path);
        _fields.Number("layer", statement.Layer);
        _fields.Text("document", statement.Document);
        _fields.Text("refusal", statement.Refusal);
    }

    private void Write(Finding finding)
    {
        _fields.Text("kind", finding.Kind);
        _fields.Text("path", finding.Path);
        _fields.Number("layer", finding.Layer);
        _fields.Number("deletedIn", finding.DeletedIn);
        _fields.Text("severity", Severities[(int)finding.Severity]);
        _fields.Text("reason", finding.Reason);
        _fields.Text("owner", finding.Owner);
        _fields.Text("rule", finding.Rule);
    }

    private void Write(Note note)
    {
        _fields.Text("path", note.Path);
        _fields.Number("layer", note.Layer);
        _fields.Text("reason", note.Reason);
    }
}
