using System.Text.Json;
using Plimsoll.Inspection.Content;

namespace Plimsoll.Inspection.Ecosystems.Formats;

/// <summary>Walks through a JSON document.</summary>
internal delegate void JsonVisit(ref JsonWalk json);

/// <summary>
/// Walks forward through foreign JSON without making a tree of it: a document of 64 MiB costs no more than its bytes. It always stands on a value;
/// one that is an object or a list is entered, or skipped.
/// </summary>
internal ref struct JsonWalk
{
    private const int MaxDepth = 64;
    private const int MaxBytes = 64 << 20;

    private Utf8JsonReader _reader;

    private JsonWalk(ReadOnlySpan<byte> json)
    {
        if (json.StartsWith((ReadOnlySpan<byte>)[0xef, 0xbb, 0xbf])) json = json[3..];
        // Comments and trailing commas are in configuration files of people and harm nobody.
        _reader = new Utf8JsonReader(json, new JsonReaderOptions { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true, MaxDepth = MaxDepth });
    }

    /// <summary>Walks through a file to its end. Damage is told; what was read before it stands.</summary>
    public static void Read(FileContent file, Action<string> problem, JsonVisit visit)
    {
        if (file.ReadAll(MaxBytes) is { } json) Read(json.Span, problem, visit);
        else problem($"it has {file.Length} bytes, more than {MaxBytes}, and was not read");
    }

    /// <summary>Walks through a document to its end.</summary>
    public static void Read(ReadOnlySpan<byte> json, Action<string> problem, JsonVisit visit)
    {
        try
        {
            var walk = new JsonWalk(json);
            if (!walk._reader.Read()) throw new JsonException();
            visit(ref walk);
        }
        catch (JsonException e)
        {
            problem(e.LineNumber is { } line ? $"it is no JSON from line {line + 1} on, or nested more than {MaxDepth} deep" : "it is no JSON");
        }
    }

    /// <summary>Enters the object that the walk stands on; skips what is none.</summary>
    public bool EnterObject() => Enter(JsonTokenType.StartObject);

    /// <summary>Enters the list that the walk stands on; skips what is none.</summary>
    public bool EnterArray() => Enter(JsonTokenType.StartArray);

    /// <summary>Whether the walk stands on an object.</summary>
    public readonly bool IsObject => _reader.TokenType == JsonTokenType.StartObject;

    /// <summary>Whether the walk stands on a list.</summary>
    public readonly bool IsArray => _reader.TokenType == JsonTokenType.StartArray;

    /// <summary>Goes to the value of the next member of the object that was entered; false at its end.</summary>
    public bool NextMember(out string name)
    {
        name = "";
        if (!Advance() || _reader.TokenType == JsonTokenType.EndObject) return false;
        name = Decode() ?? "";
        return Advance();
    }

    /// <summary>Goes to the next item of the list that was entered; false at its end.</summary>
    public bool NextItem() => Advance() && _reader.TokenType != JsonTokenType.EndArray;

    /// <summary>The value as text; null, and it is passed, when it is none.</summary>
    public string? Text()
    {
        if (_reader.TokenType == JsonTokenType.String) return Decode();
        Skip();
        return null;
    }

    /// <summary>Whether the value is <c>true</c>; what is neither true nor false is passed.</summary>
    public bool IsTrue()
    {
        Skip();
        return _reader.TokenType == JsonTokenType.True;
    }

    /// <summary>The texts of a list, at most a thousand; a single text counts as a list.</summary>
    public List<string> Texts()
    {
        var texts = new List<string>();
        if (_reader.TokenType == JsonTokenType.String && Decode() is { } single) return [single];
        if (!EnterArray()) return texts;
        while (NextItem())
        {
            if (Text() is { } text && texts.Count < 1000) texts.Add(text);
        }
        return texts;
    }

    /// <summary>Passes the value, whatever it is.</summary>
    public void Skip()
    {
        if (!_reader.TrySkip()) throw new JsonException();
    }

    private bool Enter(JsonTokenType start)
    {
        if (_reader.TokenType == start) return true;
        Skip();
        return false;
    }

    private bool Advance() => _reader.Read() ? true : throw new JsonException();

    /// <summary>Escapes of half a surrogate pair, and bytes that are not UTF-8, are no text.</summary>
    private readonly string? Decode()
    {
        try
        {
            return _reader.GetString();
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }
}
