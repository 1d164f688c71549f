using System.Buffers.Text;

namespace Plimsoll.Inspection.Sbom.Reading;

/// <summary>
/// Reads SPDX 2, SPDX 3 and CycloneDX out of JSON. Members come in any order, so what a document is shows only in the course of reading; those of the three formats have different names.
/// </summary>
internal sealed class JsonSbomReader(JsonTokens json, SbomDraft draft, int depth = 0)
{
    /// <summary>A Sigstore bundle holds an envelope, which holds a statement, which holds a document, which some tools wrote as a text.</summary>
    private const int MaxDepth = 5;

    public void Read()
    {
        if (json.Read()) Document(depth);
        while (json.Read()) continue;
    }

    private void Document(int level)
    {
        foreach (var member in json.Properties())
        {
            switch (member)
            {
                case "spdxVersion" when Text() is { } version:
                    (draft.Format, draft.Version) = ("SPDX", version.Replace("SPDX-", "", StringComparison.Ordinal));
                    break;
                case "bomFormat" when Text() == "CycloneDX":
                    draft.Format = "CycloneDX";
                    break;
                case "specVersion":
                    draft.Version = Text();
                    break;
                case "@context" when Text() is { } context && context.Contains("spdx.org/rdf/3", StringComparison.Ordinal):
                    (draft.Format, draft.Version) = ("SPDX", context.Split('/').FirstOrDefault(part => part.StartsWith("3.", StringComparison.Ordinal)));
                    break;
                case "name":
                    draft.Name ??= Text();
                    break;
                case "creationInfo":
                    CreationInfo();
                    break;
                case "packages":
                    foreach (var _ in json.Items()) SpdxPackage();
                    break;
                case "@graph":
                    foreach (var _ in json.Items()) Element();
                    break;
                case "metadata":
                    Metadata();
                    break;
                case "components":
                    foreach (var _ in json.Items()) Component(isSubject: false);
                    break;
                case "predicate" or "dsseEnvelope" when json.IsObject && level < MaxDepth:
                    Document(level + 1);
                    break;
                case "predicate" or "Data" when Text(draft.Limits.MaxBytes) is { } text:
                    Nested(System.Text.Encoding.UTF8.GetBytes(text), level);
                    break;
                case "payload" when Text(draft.Limits.MaxBytes) is { } payload && Base64.IsValid(payload):
                    Nested(Convert.FromBase64String(payload), level);
                    break;
            }
        }
    }

    private void Nested(byte[] bytes, int level)
    {
        if (level >= MaxDepth) return;
        using var tokens = new JsonTokens(new MemoryStream(bytes));
        new JsonSbomReader(tokens, draft, level + 1).Read();
    }

    private void CreationInfo()
    {
        foreach (var member in json.Properties())
        {
            if (member != "creators") continue;
            foreach (var _ in json.Items())
            {
                if (Text() is { } creator && creator.StartsWith("Tool:", StringComparison.Ordinal)) draft.AddTool(creator[5..].Trim());
            }
        }
    }

    private void SpdxPackage()
    {
        string? name = null, version = null, purl = null, kind = null, concluded = null, declared = null;
        foreach (var member in json.Properties())
        {
            switch (member)
            {
                case "name": name = Text(); break;
                case "versionInfo": version = Text(); break;
                case "primaryPackagePurpose": kind = Text(); break;
                case "licenseConcluded": concluded = Text(); break;
                case "licenseDeclared": declared = Text(); break;
                case "externalRefs":
                    foreach (var _ in json.Items()) purl ??= Reference("referenceType", "referenceLocator");
                    break;
            }
        }
        draft.Add(name, version, purl, kind, concluded is null or "NOASSERTION" ? declared : concluded);
    }

    /// <summary>An element of SPDX 3; older drafts of the format left the prefixes out.</summary>
    private void Element()
    {
        string? type = null, name = null, version = null, purl = null, kind = null;
        foreach (var member in json.Properties())
        {
            switch (member)
            {
                case "type" or "@type": type = Text(); break;
                case "name": name = Text(); break;
                case "software_packageVersion" or "packageVersion": version = Text(); break;
                case "software_packageUrl" or "packageUrl": purl = Text(); break;
                case "software_primaryPurpose" or "primaryPurpose": kind = Text(); break;
                case "externalIdentifier":
                    foreach (var _ in json.Items())
                    {
                        if (Reference("externalIdentifierType", "identifier") is { } identifier) purl ??= identifier;
                    }
                    break;
            }
        }
        if (type is "software_Package" or "Package") draft.Add(name, version, purl, kind, null);
        else if (type == "SpdxDocument") draft.Name ??= name;
        else if (type == "Tool") draft.AddTool(name);
    }

    /// <summary>The value of a reference, when it is a package URL.</summary>
    private string? Reference(string typeMember, string valueMember)
    {
        string? type = null, value = null;
        foreach (var member in json.Properties())
        {
            if (member == typeMember) type = Text();
            else if (member == valueMember) value = Text();
        }
        return type is not null && (type.EndsWith("purl", StringComparison.Ordinal) || type.Equals("packageUrl", StringComparison.OrdinalIgnoreCase)) ? value : null;
    }

    private void Metadata()
    {
        foreach (var member in json.Properties())
        {
            if (member == "component") Component(isSubject: true);
            else if (member == "tools") Tools();
        }
    }

    /// <summary>A list of tools, or since version 1.5 an object with a list of components.</summary>
    private void Tools()
    {
        foreach (var _ in json.Items()) Tool();
        foreach (var member in json.Properties())
        {
            if (member != "components") continue;
            foreach (var _ in json.Items()) Tool();
        }
    }

    private void Tool()
    {
        string? name = null, version = null;
        foreach (var member in json.Properties())
        {
            if (member == "name") name = Text();
            else if (member == "version") version = Text();
        }
        draft.AddTool(version is null ? name : $"{name}-{version}");
    }

    private void Component(bool isSubject)
    {
        string? name = null, group = null, version = null, purl = null, kind = null, licence = null;
        foreach (var member in json.Properties())
        {
            switch (member)
            {
                case "name": name = Text(); break;
                case "group": group = Text(); break;
                case "version": version = Text(); break;
                case "purl": purl = Text(); break;
                case "type": kind = Text(); break;
                case "licenses":
                    foreach (var _ in json.Items()) licence ??= Licence();
                    break;
                case "components":
                    foreach (var _ in json.Items()) Component(isSubject: false);
                    break;
            }
        }
        if (isSubject) draft.Name ??= name;
        else draft.Add(string.IsNullOrEmpty(group) ? name : $"{group}/{name}", version, purl, kind, licence);
    }

    private string? Licence()
    {
        string? licence = null;
        foreach (var member in json.Properties())
        {
            if (member is "expression" or "id" or "name") licence ??= Text();
            else if (member == "license") licence ??= Licence();
        }
        return licence;
    }

    private string? Text() => Text(draft.Limits.MaxText);

    private string? Text(int most)
    {
        var text = json.Text(most);
        if (text is null && json.Type == System.Text.Json.JsonTokenType.String) draft.Problem("a text in it is too long to be true");
        return text;
    }
}
