using System.Text.RegularExpressions;

namespace Plimsoll.Inspection.Secrets;

/// <summary>Judges values by what they are called, where no form of a token tells: whether they look drawn at random, and not like words, names or code.</summary>
internal static partial class AssignedValue
{
    private const int LongestName = 40;

    private static readonly string[] PublicNames = ["public", "pubkey", "fingerprint", "checksum", "digest", "sha256", "sha1", "md5", "hash", "max_token", "maxtoken", "num_token", "tokeniz", "csrf", "xsrf", "nonce", "site_key", "sitekey", "secretkeyref", "keyboard", "monkey", "turkey", "keypress", "keycode"];

    /// <summary>Whether what is called a secret, a token or a key is one.</summary>
    public static SecretVerdict IsSecret(Match match, ReadOnlySpan<char> before, string value, SecretPlace place)
    {
        if (!IsAssigned(match, place) || IsOfOtherThings(NameOf(match, before))) return SecretVerdict.No;
        if (Placeholders.Is(value)) return SecretVerdict.Placeholder;
        var characters = Characters.Of(value);
        if (!characters.HasLetter || !(characters.HasDigit || (value.Length >= 20 && CaseChanges(value) > value.Length / 3))) return SecretVerdict.No;
        if (Wording.IsOfWords(value) || IsCode().IsMatch(value)) return SecretVerdict.No;
        return SecretVerdict.Yes;
    }

    /// <summary>Whether what is called a password is one. People choose worse ones than programs do.</summary>
    public static SecretVerdict IsPassword(Match match, ReadOnlySpan<char> before, string value, SecretPlace place)
    {
        var name = NameOf(match, before);
        if (!IsAssigned(match, place) || IsOfOtherThings(name) || name.Equals("pwd", StringComparison.OrdinalIgnoreCase) || name.Equals("oldpwd", StringComparison.OrdinalIgnoreCase)) return SecretVerdict.No;
        if (Placeholders.Is(value)) return SecretVerdict.Placeholder;
        var characters = Characters.Of(value);
        if (!characters.HasLetter || !(characters.HasDigit || characters.HasOther)) return SecretVerdict.No;
        if (IsCode().IsMatch(value) || (value.Contains('=', StringComparison.Ordinal) && !value.EndsWith('='))) return SecretVerdict.No;
        // Without quotes an exclamation mark or the like alone is punctuation.
        return characters.HasDigit || IsQuoted(match) ? SecretVerdict.Yes : SecretVerdict.No;
    }

    /// <summary>Whether something is assigned there: in code only what is quoted is a value, in texts nothing is.</summary>
    private static bool IsAssigned(Match match, SecretPlace place) => place.Syntax switch
    {
        SecretSyntax.Text => false,
        SecretSyntax.Code => IsQuoted(match),
        // A comma or an arrow assigns only between quotes.
        _ => IsQuoted(match) || match.Groups["is"].ValueSpan.ContainsAny("=:>") && !match.Groups["is"].ValueSpan.ContainsAny("([,"),
    };

    /// <summary>The whole name, of which the match has the end.</summary>
    private static string NameOf(Match match, ReadOnlySpan<char> before)
    {
        var start = before.Length;
        while (start > 0 && before.Length - start < LongestName && (char.IsAsciiLetterOrDigit(before[start - 1]) || before[start - 1] is '_' or '-' or '.' or '/' or '[' or ']')) start--;
        return string.Concat(before[start..], match.Groups["name"].ValueSpan);
    }

    private static bool IsQuoted(Match match) => match.Groups["is"].ValueSpan is [.., '"' or '\'' or '`'];

    /// <summary>Names that only speak of secrets: where they are, how long they last, how they are called.</summary>
    private static bool IsOfOtherThings(ReadOnlySpan<char> name)
    {
        foreach (var other in PublicNames)
        {
            if (name.Contains(other, StringComparison.OrdinalIgnoreCase)) return true;
        }
        return IsAbout().IsMatch(name);
    }

    private static int CaseChanges(string value)
    {
        var changes = 0;
        for (var i = 1; i < value.Length; i++)
        {
            if (char.IsAsciiLetterUpper(value[i]) != char.IsAsciiLetterUpper(value[i - 1])) changes++;
        }
        return changes;
    }

    [GeneratedRegex(@"(?i)[_.-]?(?:name|names|id|ids|file|files|path|dir|url|uri|host|port|type|types|length|len|size|count|limit|ttl|expiry|expires|expiration|expires_?in|timeout|endpoint|header|prefix|suffix|format|field|label|version|algorithm|alg|policy|regex|pattern|min|max|hint|help|text|title|message|msg|description|error|errors|input|form|prompt|command|cmd|class|method|handler|provider|manager|store|storage|service|backend|engine|mode|enabled|required|valid|is|has|changed|change|reset|history|strength|placeholder|ref|arn|kind|scope|scopes|usage|index|idx|issuer|audience|encoding|charset|source)$", RegexOptions.CultureInvariant)]
    private static partial Regex IsAbout();

    /// <summary>Calls, members, types, versions, dates, addresses.</summary>
    [GeneratedRegex(@"^[A-Za-z_]\w*(?:(?:\.|->|::)[A-Za-z_]\w*)+|^[A-Za-z_][\w.]*\(|\.(?:py|js|ts|json|ya?ml|pem|key|crt|txt|conf|cfg|ini|xml|html|php|rb|so|go|java|md|gpg|asc)$|^\d+(?:[.:/-]\d+)+|^[\w.-]+@[\w-]+\.|^(?:0x)?[0-9]+[uUlL]*$|^[A-Za-z]:[\\/]|^(?:sha256|sha512|sha1|md5)[:-]", RegexOptions.CultureInvariant)]
    private static partial Regex IsCode();
}
