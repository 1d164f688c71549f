using Plimsoll.Vulnerabilities.Oval.Documents;

namespace Plimsoll.Vulnerabilities.Oval;

/// <summary>
/// Reads OVAL definitions (versions 5.3 to 5.12) in one pass, and keeps only what evaluation needs. Tests of any namespace are taken; those that nobody can evaluate become unknown later.
/// </summary>
public sealed class OvalReader
{
    private readonly OvalXml _xml;
    private readonly OvalLimits _limits;
    private readonly OvalDocument _document = new();
    private readonly PartReader _parts;
    private int _count;

    private OvalReader(OvalXml xml, OvalLimits limits)
    {
        (_xml, _limits) = (xml, limits);
        _parts = new PartReader(xml, Count);
    }

    /// <summary>Reads a document.</summary>
    /// <param name="content">The XML, plain or compressed by gzip; not disposed.</param>
    /// <param name="limits">What it may cost; null for the defaults.</param>
    /// <exception cref="InvalidDataException">It is no XML, has a document type, is no OVAL, or goes beyond a limit.</exception>
    public static OvalDocument Read(Stream content, OvalLimits? limits = null)
    {
        ArgumentNullException.ThrowIfNull(content);
        using var xml = new OvalXml(content, limits ?? OvalLimits.Default);
        return new OvalReader(xml, limits ?? OvalLimits.Default).Read();
    }

    private OvalDocument Read()
    {
        _xml.MoveToRoot();
        if (_xml.Name != "oval_definitions") throw new InvalidDataException($"the document is no OVAL: its root is '{_xml.Name}'");
        if (_xml.IsEmpty) return _document;
        var depth = _xml.Depth;
        while (_xml.MoveToNext(depth))
        {
            if (_xml.IsEmpty) continue;
            switch (_xml.Name)
            {
                case "definitions":
                    Each(_ => Keep(_document.Definitions, _parts.Definition()));
                    break;
                case "tests":
                    Each(kind => Keep(_document.Tests, _parts.Test(kind), test => test.Id));
                    break;
                case "objects":
                    Each(kind => Keep(_document.Objects, _parts.Object(kind), found => found.Id));
                    break;
                case "states":
                    Each(_ => Keep(_document.States, _parts.State(), state => state.Id));
                    break;
                case "variables":
                    Each(_ => Keep(_document.Variables, _parts.Variable(), variable => variable.Id));
                    break;
                default:
                    break;
            }
        }
        return _document;
    }

    private void Each(Action<string> read)
    {
        var depth = _xml.Depth;
        while (_xml.MoveToNext(depth))
        {
            Count();
            read(_parts.Kind());
        }
    }

    private void Count()
    {
        if (++_count > _limits.MaxParts) throw new InvalidDataException($"the document has more than {_limits.MaxParts} parts");
    }

    private void Keep(OrderedDictionary<string, OvalDefinition> definitions, OvalDefinition definition)
    {
        if (!definitions.TryAdd(definition.Id, definition)) Twice(definition.Id);
    }

    private void Keep<T>(Dictionary<string, T> parts, T part, Func<T, string> id)
    {
        if (!parts.TryAdd(id(part), part)) Twice(id(part));
    }

    private void Twice(string id)
    {
        const int MaxProblems = 100;
        if (_document.ProblemList.Count < MaxProblems) _document.ProblemList.Add($"{id} stands there twice; the first one counts");
    }
}
