using System.Text.Json;

namespace Plimsoll.Vulnerabilities.Feeds;

/// <summary>The first names of the properties of a JSON document: by them formats are told apart.</summary>
internal sealed class RootKeys
{
    private const int MaxKeys = 40;
    private readonly List<string> _keys = [];

    /// <summary>What the document is, as far as it goes: an object, an array, or neither.</summary>
    public JsonTokenType Root { get; private set; }

    /// <summary>The names, in order.</summary>
    public IReadOnlyList<string> Names => _keys;

    /// <summary>Whether all of the names are there.</summary>
    public bool Have(params ReadOnlySpan<string> names)
    {
        foreach (var name in names)
        {
            if (!_keys.Contains(name)) return false;
        }
        return true;
    }

    /// <summary>Looks at the beginning of a document, which may be cut anywhere and may be no JSON at all.</summary>
    public static RootKeys Read(ReadOnlySpan<byte> start)
    {
        var keys = new RootKeys();
        if (start.StartsWith("\uFEFF"u8)) start = start[3..];
        var reader = new Utf8JsonReader(start, isFinalBlock: false, default);
        try
        {
            if (!reader.Read()) return keys;
            keys.Root = reader.TokenType;
            while (keys._keys.Count < MaxKeys && reader.Read())
            {
                if (reader.TokenType != JsonTokenType.PropertyName || reader.CurrentDepth != 1) continue;
                keys._keys.Add(reader.GetString()!);
                if (!reader.Read() || !reader.TrySkip()) break;
            }
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            // What was seen so far decides; the format will name what is broken.
        }
        return keys;
    }
}
