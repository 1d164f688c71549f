using System.Buffers.Text;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Plimsoll.Core.Errors;
using Plimsoll.Server.Api;

namespace Plimsoll.Server.Search;

/// <summary>Where a list goes on, as one word for an address.</summary>
internal static class Cursor
{
    public static string Write(params string[] parts) => Base64Url.EncodeToString(JsonSerializer.SerializeToUtf8Bytes(parts));

    /// <summary>The parts; null at the beginning of a list.</summary>
    /// <exception cref="OciException">The word is none that this server wrote.</exception>
    public static string[]? Read(string? text, int count)
    {
        if (string.IsNullOrEmpty(text)) return null;
        try
        {
            if (JsonSerializer.Deserialize<string[]>(Base64Url.DecodeFromChars(text)) is { } parts && parts.Length == count && Array.TrueForAll(parts, part => part is not null)) return parts;
        }
        catch (Exception e) when (e is FormatException or JsonException or DecoderFallbackException)
        {
            // Said below.
        }
        throw Unknown();
    }

    /// <exception cref="OciException">It is no number.</exception>
    public static long Number(string text) => long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : throw Unknown();

    private static OciException Unknown() => new(ParameterError.Invalid, "'after' is not the place at which a page of this list ended: take it from 'next' of the page before, or leave it out");
}
