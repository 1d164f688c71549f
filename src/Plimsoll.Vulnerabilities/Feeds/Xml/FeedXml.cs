using System.Xml;
using System.Xml.Linq;

namespace Plimsoll.Vulnerabilities.Feeds.Xml;

/// <summary>Reads XML an element at a time, without document types: entities that grow cannot be declared.</summary>
internal static class FeedXml
{
    private static readonly XmlReaderSettings Settings = new()
    {
        DtdProcessing = DtdProcessing.Prohibit,
        XmlResolver = null,
        IgnoreComments = true,
        IgnoreProcessingInstructions = true,
        IgnoreWhitespace = true,
    };

    /// <summary>The elements that have one of the names, wherever they are, but not those inside each other.</summary>
    /// <exception cref="XmlException">It is no XML, or has a document type.</exception>
    public static IEnumerable<XElement> Elements(Stream stream, FeedLimits limits, Func<string, bool> isWanted)
    {
        using var reader = XmlReader.Create(new CappedStream(stream, limits.MaxFileBytes, $"The file is larger than {limits.MaxFileBytes} bytes."), Settings);
        reader.Read();
        while (!reader.EOF)
        {
            if (reader.NodeType == XmlNodeType.Element && isWanted(reader.LocalName)) yield return Load(reader, limits);
            else reader.Read();
        }
    }

    /// <summary>The first child of a name, whatever its namespace.</summary>
    public static XElement? Child(this XElement? element, string name) => element?.Elements().FirstOrDefault(child => child.Name.LocalName == name);

    /// <summary>The children of a name.</summary>
    public static IEnumerable<XElement> Children(this XElement? element, string name) => element?.Elements().Where(child => child.Name.LocalName == name) ?? [];

    /// <summary>All elements of a name inside an element.</summary>
    public static IEnumerable<XElement> Inside(this XElement? element, string name) => element?.Descendants().Where(child => child.Name.LocalName == name) ?? [];

    /// <summary>The value of an attribute; null without one.</summary>
    public static string? Value(this XElement? element, string attribute) => element?.Attribute(attribute)?.Value is { Length: > 0 } value ? value : null;

    /// <summary>The trimmed text; null for none.</summary>
    public static string? Text(this XElement? element) => element?.Value.Trim() is { Length: > 0 } text ? text : null;

    private static XElement Load(XmlReader reader, FeedLimits limits)
    {
        // A record is small; whoever puts a million elements into one does not want to be read.
        var nodes = 0;
        var root = Start(reader);
        var open = new Stack<XElement>();
        open.Push(root);
        var isEmpty = reader.IsEmptyElement;
        reader.Read();
        if (isEmpty) return root;
        while (open.Count > 0)
        {
            if (++nodes > limits.MaxAffected * 10) throw new FeedFormatException("A record has too many elements.");
            switch (reader.NodeType)
            {
                case XmlNodeType.Element:
                    if (open.Count >= 64) throw new FeedFormatException("The XML is nested deeper than 64.");
                    var child = Start(reader);
                    open.Peek().Add(child);
                    if (!reader.IsEmptyElement) open.Push(child);
                    break;
                case XmlNodeType.EndElement:
                    open.Pop();
                    break;
                case XmlNodeType.Text or XmlNodeType.CDATA:
                    open.Peek().Add(new XText(reader.Value));
                    break;
            }
            if (!reader.Read() && open.Count > 0) throw new XmlException("The document is cut off.");
        }
        return root;
    }

    private static XElement Start(XmlReader reader)
    {
        var element = new XElement(reader.LocalName);
        while (reader.MoveToNextAttribute()) element.SetAttributeValue(reader.LocalName, reader.Value);
        reader.MoveToElement();
        return element;
    }
}
