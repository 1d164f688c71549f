namespace Plimsoll.Vulnerabilities.Oval.Documents;

/// <summary>Reads values of external variables.</summary>
internal sealed class VariableReader(Stream content, OvalLimits limits) : IDisposable
{
    private readonly OvalXml _xml = new(content, limits);
    private readonly Dictionary<string, List<string>> _values = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _exports = new(StringComparer.Ordinal);
    private long _length;

    public Dictionary<string, IReadOnlyList<string>> Read()
    {
        _xml.MoveToRoot();
        var root = _xml.Name;
        if (root is not ("oval_variables" or "Benchmark" or "data-stream-collection")) throw new InvalidDataException($"'{root}' is neither a file of OVAL variables nor an XCCDF benchmark");
        if (!_xml.IsEmpty) Below();
        if (root == "oval_variables") return _values.ToDictionary(entry => entry.Key, entry => (IReadOnlyList<string>)entry.Value, StringComparer.Ordinal);
        return _exports.Where(export => _values.ContainsKey(export.Value)).ToDictionary(export => export.Key, export => (IReadOnlyList<string>)_values[export.Value], StringComparer.Ordinal);
    }

    public void Dispose() => _xml.Dispose();

    private void Below()
    {
        var depth = _xml.Depth;
        while (_xml.MoveToNext(depth))
        {
            switch (_xml.Name)
            {
                case "variable" or "Value" when _xml.Attribute("id") is { } id && !_xml.IsEmpty:
                    Values(id);
                    break;
                case "check-export" when _xml.Attribute("export-name") is { } name && _xml.Attribute("value-id") is { } value:
                    Count(name);
                    _exports[name] = value;
                    break;
                default:
                    if (!_xml.IsEmpty) Below();
                    break;
            }
        }
    }

    /// <summary>The value without selector is the one that holds when no profile says otherwise.</summary>
    private void Values(string id)
    {
        var found = new List<string>();
        var depth = _xml.Depth;
        while (_xml.MoveToNext(depth))
        {
            if (_xml.Name != "value" || _xml.Attribute("selector") is not null) continue;
            var value = _xml.Text();
            Count(value);
            found.Add(value);
        }
        if (found.Count > 0) _values.TryAdd(id, found);
    }

    private void Count(string text)
    {
        _length += text.Length + 16;
        if (_length > OvalVariables.MaxCharacters) throw new InvalidDataException("the values are more than anybody needs");
    }
}
