using System.Text;
using System.Xml;

namespace Plimsoll.Inspection.Sbom.Reading;

/// <summary>Reads CycloneDX out of XML. There are no document types and no entities in it, and nothing is fetched.</summary>
internal sealed class CycloneDxXmlReader(SbomDraft draft)
{
    private const string Space = "http://cyclonedx.org/schema/bom/";
    private const int MaxDepth = 100;

    private readonly Stack<Open> _open = new();
    private readonly char[] _chunk = new char[1024];
    private bool _isInMetadata;

    public void Read(Stream source)
    {
        var settings = new XmlReaderSettings { DtdProcessing = DtdProcessing.Prohibit, XmlResolver = null, MaxCharactersInDocument = draft.Limits.MaxBytes, IgnoreComments = true, IgnoreProcessingInstructions = true, IgnoreWhitespace = true };
        using var xml = XmlReader.Create(source, settings);
        if (xml.MoveToContent() != XmlNodeType.Element || xml.LocalName != "bom" || !xml.NamespaceURI.StartsWith(Space, StringComparison.Ordinal)) return;
        (draft.Format, draft.Version) = ("CycloneDX", xml.NamespaceURI[Space.Length..]);
        xml.Read();
        while (!xml.EOF)
        {
            if (xml.NodeType == XmlNodeType.Element) Element(xml);
            else if (xml.NodeType == XmlNodeType.EndElement && xml.LocalName == "component") Close(xml);
            else xml.Read();
        }
    }

    /// <summary>Walks into what holds components and takes their fields; everything else is passed over with all that is in it.</summary>
    private void Element(XmlReader xml)
    {
        var component = _open.TryPeek(out var open) && xml.Depth == open.Depth + 1 ? open : null;
        switch (xml.LocalName)
        {
            case "component" when xml.Depth < MaxDepth:
                Begin(xml);
                break;
            case "metadata" when xml.Depth == 1:
                _isInMetadata = true;
                xml.Read();
                break;
            case "components" when xml.Depth == 1:
                _isInMetadata = false;
                xml.Read();
                break;
            case "components" when component is not null:
                xml.Read();
                break;
            case "name" when component is not null:
                component.Name = Text(xml);
                break;
            case "group" when component is not null:
                component.Group = Text(xml);
                break;
            case "version" when component is not null:
                component.Version = Text(xml);
                break;
            case "purl" when component is not null:
                component.Purl = Text(xml);
                break;
            default:
                xml.Skip();
                break;
        }
    }

    private void Begin(XmlReader xml)
    {
        if (!xml.IsEmptyElement) _open.Push(new Open(xml.Depth, xml.GetAttribute("type"), _open.Count == 0 && _isInMetadata));
        xml.Read();
    }

    private void Close(XmlReader xml)
    {
        if (_open.TryPop(out var component))
        {
            if (component.IsSubject) draft.Name ??= component.Name;
            else draft.Add(string.IsNullOrEmpty(component.Group) ? component.Name : $"{component.Group}/{component.Name}", component.Version, component.Purl, component.Kind, null);
        }
        xml.Read();
    }

    private string? Text(XmlReader xml)
    {
        if (xml.IsEmptyElement)
        {
            xml.Read();
            return "";
        }
        var (depth, text) = (xml.Depth, new StringBuilder());
        var isTooLong = false;
        while (xml.Read() && xml.Depth > depth)
        {
            if (xml.NodeType is not (XmlNodeType.Text or XmlNodeType.CDATA or XmlNodeType.SignificantWhitespace)) continue;
            for (int read; (read = xml.ReadValueChunk(_chunk, 0, _chunk.Length)) > 0;)
            {
                isTooLong |= text.Length + read > draft.Limits.MaxText;
                if (!isTooLong) text.Append(_chunk, 0, read);
            }
        }
        xml.Read();
        if (!isTooLong) return text.ToString().Trim();
        draft.Problem("a text in it is too long to be true");
        return null;
    }

    private sealed class Open(int depth, string? kind, bool isSubject)
    {
        public int Depth { get; } = depth;

        public string? Kind { get; } = kind;

        /// <summary>What the document is about: the component of the metadata.</summary>
        public bool IsSubject { get; } = isSubject;

        public string? Name { get; set; }

        public string? Group { get; set; }

        public string? Version { get; set; }

        public string? Purl { get; set; }
    }
}
