using System.Buffers;
using System.Buffers.Text;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Plimsoll.Inspection.Secrets;

/// <summary>The tests that rules name.</summary>
internal static class SecretChecks
{
    /// <summary>Characters of patterns and of shells, which stand in texts about addresses.</summary>
    private static readonly SearchValues<char> Patterns = SearchValues.Create("$*[]\\^");

    /// <summary>A test by the name that rules use.</summary>
    /// <exception cref="FormatException">There is none of that name.</exception>
    public static SecretCheck Named(string name) => name switch
    {
        "base62-crc32" => Checksum,
        "basic" => Basic,
        "jwt" => WebToken,
        "password" => Password,
        "strong-password" => StrongPassword,
        "url-password" => UrlPassword,
        "assigned" => AssignedValue.IsSecret,
        "assigned-password" => AssignedValue.IsPassword,
        _ => throw new FormatException($"there is no check '{name}'"),
    };

    /// <summary>Tokens of GitHub and npm end with the CRC-32 of what stands between prefix and end, as six digits of base 62. A wrong one was typed or made up.</summary>
    private static SecretVerdict Checksum(Match match, ReadOnlySpan<char> before, string value, SecretPlace place)
    {
        if (Placeholders.IsMadeUp(value)) return SecretVerdict.Placeholder;
        var body = value.AsSpan(value.IndexOf('_') + 1);
        return body.Length != 36 || Base62Checksum.Of(body[..30]) == body[30..].ToString() ? SecretVerdict.Yes : SecretVerdict.Doubtful;
    }

    /// <summary>Base64 of <c>user:password</c> (RFC 7617).</summary>
    private static SecretVerdict Basic(Match match, ReadOnlySpan<char> before, string value, SecretPlace place)
    {
        var bytes = new byte[value.Length];
        if (!Convert.TryFromBase64String(value, bytes, out var written)) return SecretVerdict.No;
        var text = Encoding.Latin1.GetString(bytes, 0, written);
        if (text.IndexOf(':') is not (var colon and > 0) || text.AsSpan().ContainsAnyExceptInRange(' ', '~')) return SecretVerdict.No;
        var password = text.AsSpan(colon + 1);
        return password.Length < 3 ? SecretVerdict.No : Placeholders.Is(password) ? SecretVerdict.Placeholder : SecretVerdict.Yes;
    }

    /// <summary>Header and claims are JSON, the header names a signature (RFC 7519). The one of the introductions everybody reads is none.</summary>
    private static SecretVerdict WebToken(Match match, ReadOnlySpan<char> before, string value, SecretPlace place)
    {
        var parts = value.Split('.');
        if (Json(parts[0]) is not { } header || Json(parts[1]) is not { } claims || !header.Contains("\"alg\"", StringComparison.Ordinal)) return SecretVerdict.No;
        if (header.Contains("\"none\"", StringComparison.Ordinal)) return SecretVerdict.Placeholder;
        return claims.Contains("John Doe", StringComparison.Ordinal) || claims.Contains("1234567890", StringComparison.Ordinal) || claims.Contains("supabase-demo", StringComparison.Ordinal) ? SecretVerdict.Placeholder : SecretVerdict.Yes;
    }

    private static SecretVerdict Password(Match match, ReadOnlySpan<char> before, string value, SecretPlace place) => Placeholders.Is(value) ? SecretVerdict.Placeholder : SecretVerdict.Yes;

    private static SecretVerdict StrongPassword(Match match, ReadOnlySpan<char> before, string value, SecretPlace place) =>
        Placeholders.Is(value) ? SecretVerdict.Placeholder : Characters.Of(value) is { HasDigit: true, HasLetter: true } ? SecretVerdict.Yes : SecretVerdict.No;

    /// <summary>Names that stand for themselves, defaults in which user and password are the same, patterns.</summary>
    private static SecretVerdict UrlPassword(Match match, ReadOnlySpan<char> before, string value, SecretPlace place)
    {
        var userinfo = match.Value.AsSpan(match.Value.IndexOf("://", StringComparison.Ordinal) + 3);
        var user = userinfo[..Math.Max(0, userinfo.IndexOf(':'))];
        if (Placeholders.Is(value) || user.Equals(value, StringComparison.OrdinalIgnoreCase) || value.AsSpan().ContainsAny(Patterns)) return SecretVerdict.Placeholder;
        if (match.Value.EndsWith("@example", StringComparison.OrdinalIgnoreCase) || match.Value.Contains("@example.", StringComparison.OrdinalIgnoreCase)) return SecretVerdict.Placeholder;
        var characters = Characters.Of(value);
        return characters.HasDigit || characters.HasOther || (characters.HasUpper && characters.HasLower) || value.Length >= 16 ? SecretVerdict.Yes : SecretVerdict.No;
    }

    private static string? Json(string part)
    {
        try
        {
            var bytes = Base64Url.DecodeFromChars(part);
            using var document = JsonDocument.Parse(bytes);
            return document.RootElement.ValueKind == JsonValueKind.Object ? document.RootElement.GetRawText() : null;
        }
        catch (Exception e) when (e is FormatException or JsonException or InvalidOperationException)
        {
            return null;
        }
    }
}
