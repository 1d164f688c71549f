using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Security.Cryptography;

namespace Plimsoll.Storage.Blobs;

/// <summary>
/// Where the bytes of one upload live in a blob store: two hexadecimal digits, a slash, and a name that is never used again, chosen before
/// the first byte arrives. A late deletion can therefore hit only the bytes that it was meant for, whatever was uploaded since.
/// </summary>
public readonly record struct StorageKey
{
    private readonly string? _value;

    private StorageKey(string value) => _value = value;

    /// <summary>The key, such as <c>3f/0197b0f3c2a87e5c9f1d2b6a4c8e0f13</c>.</summary>
    public string Value => _value ?? throw new InvalidOperationException("A default StorageKey has no value.");

    /// <summary>The one key that is used again and again: a few bytes are written to it and taken away to see whether the store works.</summary>
    public static StorageKey Probe { get; } = new("00/" + new string('0', 32));

    /// <summary>When the key was made, by the clock of the machine that made it.</summary>
    public DateTimeOffset CreatedAt => DateTimeOffset.FromUnixTimeMilliseconds(long.Parse(Value.AsSpan(3, 12), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture));

    /// <summary>Makes a key that was never used: time-ordered and random (RFC 9562, version 7), with a random shard in front.</summary>
    public static StorageKey New(TimeProvider time) =>
        new($"{RandomNumberGenerator.GetInt32(256):x2}/{Guid.CreateVersion7(time.GetUtcNow()):N}");

    /// <summary>Reads a key that was stored before.</summary>
    /// <exception cref="FormatException">The text is not a key.</exception>
    public static StorageKey Parse(string text) => TryParse(text, out var key) ? key : throw new FormatException("not a storage key");

    /// <summary>Reads a key; false when the text is none.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, out StorageKey key)
    {
        key = default;
        if (text is not { Length: 35 } || text[2] != '/') return false;
        for (var i = 0; i < text.Length; i++)
        {
            if (i != 2 && !char.IsAsciiHexDigitLower(text[i])) return false;
        }
        key = new StorageKey(text);
        return true;
    }

    /// <inheritdoc/>
    public override string ToString() => _value ?? "(no key)";
}
