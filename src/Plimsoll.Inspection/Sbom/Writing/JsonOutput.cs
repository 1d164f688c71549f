using System.Text.Encodings.Web;
using System.Text.Json;

namespace Plimsoll.Inspection.Sbom.Writing;

/// <summary>JSON as the writers of documents need it: indented, the same on every system, given away in pieces.</summary>
internal sealed class JsonOutput(Stream target) : IDisposable
{
    private const int Piece = 64 * 1024;

    private readonly Stream _target = target;
    private readonly Utf8JsonWriter _writer = new(target, new JsonWriterOptions { Indented = true, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });

    /// <summary>An object; what it has is written by the action.</summary>
    public void Object(Action members)
    {
        _writer.WriteStartObject();
        members();
        _writer.WriteEndObject();
        if (_writer.BytesPending > Piece) _writer.Flush();
    }

    /// <summary>A member that is an object.</summary>
    public void Object(string name, Action members)
    {
        _writer.WritePropertyName(name);
        Object(members);
    }

    /// <summary>A member that is a list.</summary>
    public void List<T>(string name, IEnumerable<T> items, Action<T> write)
    {
        _writer.WriteStartArray(name);
        foreach (var item in items) write(item);
        _writer.WriteEndArray();
    }

    /// <summary>A member that is a list, left out when it is empty.</summary>
    public void ListUnlessEmpty<T>(string name, IEnumerable<T> items, Action<T> write)
    {
        if (items.Any()) List(name, items, write);
    }

    /// <summary>A member that is a list of texts.</summary>
    public void Texts(string name, IEnumerable<string> items) => List(name, items, _writer.WriteStringValue);

    /// <summary>A member that is a text; left out when there is none.</summary>
    public void Text(string name, string? value)
    {
        if (value is not null) _writer.WriteString(name, value);
    }

    /// <summary>A member that is a number.</summary>
    public void Number(string name, double value) => _writer.WriteNumber(name, value);

    /// <summary>A member that is true or false.</summary>
    public void Flag(string name, bool value) => _writer.WriteBoolean(name, value);

    public void Dispose()
    {
        _writer.Dispose();
        _target.WriteByte((byte)'\n');
    }
}
