using System.IO.Compression;
using System.Text;
using System.Xml;

namespace Plimsoll.Vulnerabilities.Oval.Documents;

/// <summary>Walks through hostile XML, forward only: without document types, and so without entities, with a limit for depth, length and values.</summary>
internal sealed class OvalXml : IDisposable
{
    /// <summary>Bytes of one attribute or text.</summary>
    private const int LongestRun = 8 << 20;

    private static ReadOnlySpan<byte> GzipMagic => [0x1f, 0x8b];

    private readonly XmlReader _xml;
    private readonly OvalLimits _limits;
    private readonly StringBuilder _text = new();

    /// <summary>Begins to read.</summary>
    /// <param name="content">The document, plain or compressed by gzip; not disposed.</param>
    /// <param name="limits">What it may cost.</param>
    public OvalXml(Stream content, OvalLimits limits)
    {
        _limits = limits;
        _xml = XmlReader.Create(new MarkupStream(Unpacked(content), LongestRun), new XmlReaderSettings
        {
            DtdProcessing = DtdProcessing.Prohibit,
            XmlResolver = null,
            MaxCharactersInDocument = limits.MaxCharacters,
            IgnoreComments = true,
            IgnoreProcessingInstructions = true,
        });
    }

    /// <summary>Name of the element without prefix.</summary>
    public string Name => _xml.LocalName;

    /// <summary>Namespace of the element.</summary>
    public string Namespace => _xml.NamespaceURI;

    /// <summary>Whether nothing can be in the element.</summary>
    public bool IsEmpty => _xml.IsEmptyElement;

    /// <summary>Depth of the element.</summary>
    public int Depth => _xml.Depth;

    /// <summary>An attribute without namespace; null without it.</summary>
    public string? Attribute(string name) => _xml.GetAttribute(name) is { } value ? Limited(value) : null;

    /// <summary>Whether the element says that it has no value.</summary>
    public bool IsNil => _xml.GetAttribute("nil", "http://www.w3.org/2001/XMLSchema-instance") is "true" or "1";

    /// <summary>All attributes by their name without prefix.</summary>
    public Dictionary<string, string> Attributes()
    {
        var found = new Dictionary<string, string>(StringComparer.Ordinal);
        while (_xml.MoveToNextAttribute()) found[_xml.LocalName] = Limited(_xml.Value);
        _xml.MoveToElement();
        return found;
    }

    /// <summary>Goes to the root element.</summary>
    public void MoveToRoot()
    {
        while (Advance())
        {
            if (_xml.NodeType == XmlNodeType.Element) return;
        }
        throw new InvalidDataException("the document has no element");
    }

    /// <summary>Goes to the next element right below the one at a depth, whatever of what is between was read; false at the end of that one. It must not be empty.</summary>
    public bool MoveToNext(int depth)
    {
        while (Advance())
        {
            if (_xml.Depth == depth + 1 && _xml.NodeType == XmlNodeType.Element) return true;
            if (_xml.Depth == depth && _xml.NodeType == XmlNodeType.EndElement) return false;
        }
        throw new InvalidDataException("the document ends too early");
    }

    /// <summary>The text of the element, with its spaces, without what is in elements in it; the reader stands at its end then.</summary>
    public string Text()
    {
        if (_xml.IsEmptyElement) return "";
        var depth = _xml.Depth;
        string? single = null;
        _text.Clear();
        while (Advance())
        {
            if (_xml.Depth == depth && _xml.NodeType == XmlNodeType.EndElement) break;
            if (_xml.Depth != depth + 1 || _xml.NodeType is not (XmlNodeType.Text or XmlNodeType.CDATA or XmlNodeType.Whitespace or XmlNodeType.SignificantWhitespace)) continue;
            var piece = _xml.Value;
            if (single is null)
            {
                single = piece;
                continue;
            }
            if (_text.Length == 0) _text.Append(single);
            _text.Append(piece);
            if (_text.Length > _limits.MaxValueLength) throw TooLong();
        }
        return Limited(_text.Length > 0 ? _text.ToString() : single ?? "");
    }

    public void Dispose() => _xml.Dispose();

    private bool Advance()
    {
        try
        {
            if (!_xml.Read()) return false;
        }
        catch (XmlException e)
        {
            throw new InvalidDataException($"the document is no XML that can be read: {e.Message}", e);
        }
        return _xml.Depth <= _limits.MaxDepth ? true : throw new InvalidDataException($"elements stand in each other more than {_limits.MaxDepth} deep");
    }

    private string Limited(string value) => value.Length <= _limits.MaxValueLength ? value : throw TooLong();

    private InvalidDataException TooLong() => new($"a value has more than {_limits.MaxValueLength} characters");

    private static Stream Unpacked(Stream content)
    {
        var start = new byte[GzipMagic.Length];
        var length = content.ReadAtLeast(start, start.Length, throwOnEndOfStream: false);
        var whole = new StartedStream(start.AsMemory(0, length), content);
        return start.AsSpan(0, length).SequenceEqual(GzipMagic) ? new BufferedStream(new GZipStream(whole, CompressionMode.Decompress), 64 << 10) : whole;
    }
}
