namespace Plimsoll.Inspection.Secrets;

/// <summary>Tells by the name of a variable that its value is a secret, whatever the value looks like.</summary>
internal static class SecretNames
{
    /// <summary>Parts of names of secrets, without underscores.</summary>
    private static readonly string[] Secrets =
        ["PASSWORD", "PASSWD", "PASSPHRASE", "SECRET", "TOKEN", "APIKEY", "ACCESSKEY", "PRIVATEKEY", "CREDENTIAL", "AUTHKEY", "ENCRYPTIONKEY", "SIGNINGKEY"];

    private static readonly string[] Public = ["PUBLIC", "GPGKEY"];

    private static readonly string[] PublicEndings = ["_FILE", "_PATH", "_DIR", "_URL", "_URI", "_NAME", "_HEADER", "_TTL", "_LENGTH", "_VERSION", "_ALGORITHM", "_EXPIRY", "_EXPIRATION", "_KEY_ID"];

    private static readonly HashSet<string> NoValues = new(StringComparer.OrdinalIgnoreCase) { "true", "false", "none", "null", "changeme", "change_me", "example", "placeholder" };

    /// <summary>Whether a variable is a secret. Those that only name a file or a public key are none.</summary>
    public static bool IsSecret(string name, string value)
    {
        var letters = name.Replace("_", "", StringComparison.Ordinal);
        if (!Has(letters, Secrets) || Has(letters, Public) || Array.Exists(PublicEndings, ending => name.EndsWith(ending, StringComparison.OrdinalIgnoreCase))) return false;
        var text = value.Trim();
        return text.Length > 3 && !Placeholders.IsReference(text) && !NoValues.Contains(text) && text.AsSpan().ContainsAnyExcept(text[0], text[0]);
    }

    private static bool Has(string text, string[] words) => Array.Exists(words, word => text.Contains(word, StringComparison.OrdinalIgnoreCase));
}
