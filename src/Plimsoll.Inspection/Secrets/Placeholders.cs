using System.Buffers;

namespace Plimsoll.Inspection.Secrets;

/// <summary>What people write where a secret belongs: words, references to variables, sequences of keys.</summary>
internal static class Placeholders
{
    /// <summary>Characters in which a placeholder says that it is one.</summary>
    private const int MostLookedAt = 100;

    private static readonly HashSet<string> Words = new(StringComparer.OrdinalIgnoreCase)
    {
        "password", "passwd", "passphrase", "pass", "pwd", "secret", "token", "key", "apikey", "api_key", "credentials", "username", "user", "admin", "root", "postgres", "mysql", "guest", "test", "testing",
        "tester", "demo", "foo", "bar", "foobar", "foobarbaz", "hello", "letmein", "qwerty", "true", "false", "none", "null", "nil", "undefined", "required", "optional", "string", "text", "value", "default",
        "empty", "hidden", "masked", "redacted", "removed", "unset", "prompt", "ask", "env", "auto", "yes", "no", "on", "off", "p4ssw0rd", "passw0rd", "pa55word", "pass1234", "password1", "password12",
        "password123", "password1234", "admin123", "test123", "test1234", "abc123", "secret123", "mypassword", "mysecret", "my-secret", "my_secret", "mypass", "topsecret", "s3cr3t", "s3cret", "secr3t",
        "supersecret", "super-secret", "super_secret", "verysecret", "changeit", "changethis", "hunter2", "kerberos", "private", "public", "anonymous", "nopassword", "randompassword", "somepassword",
        "newpassword", "oldpassword", "yourpassword", "userpassword", "thepassword", "wrongpassword", "badpassword", "invalid", "invalidpassword", "password!", "pass@word1", "p@ssw0rd", "p@ssword", "sekrit", "sesame",
    };

    /// <summary>Parts that no random value of usual length has by chance.</summary>
    private static readonly SearchValues<string> LongParts = SearchValues.Create(
    [
        "example", "changeme", "change_me", "placeholder", "xxxxxx", "******", "......", "redacted", "your_", "your-", "yourtoken", "yourapi", "abcdef", "123456789", "00000000", "deadbeef", "foobar", "insert", "replace",
    ], StringComparison.OrdinalIgnoreCase);

    private static readonly SearchValues<string> Parts = SearchValues.Create(
    [
        "example", "changeme", "change_me", "change-me", "placeholder", "xxxx", "****", "....", "dummy", "redacted", "your_", "your-", "yourpass", "yoursecret", "yourtoken", "yourkey", "yourapi", "_here", "-here",
        "todo", "fixme", "sample", "lorem", "notreal", "not-real", "not_real", "insert", "replace", "foobar", "abcdef", "123456789", "00000000", "-----", "_____", "#####", "<your", "someone", "somepass",
        "my-token", "my_token", "mytoken", "my-secret", "my_secret", "my_password", "fake", "invalid", "deadbeef", "qwerty", "asdf", "generated", "password_", "-password", "_password", "secretsecret",
    ], StringComparison.OrdinalIgnoreCase);

    private static readonly SearchValues<string> References = SearchValues.Create(["${", "$(", "{{", "}}", "<%", "%>", "%(", "%s", "#{", "@{", "&lt;", "$env:", "process.env", "os.environ", "getenv", "secrets."], StringComparison.OrdinalIgnoreCase);

    /// <summary>Whether a value that was matched by the form of a token is a made-up one: its parts repeat, or say so.</summary>
    public static bool IsMadeUp(ReadOnlySpan<char> value) => value[..Math.Min(value.Length, MostLookedAt)].ContainsAny(LongParts) || IsRepeated(value);

    /// <summary>Whether a value is what stands in the place of one.</summary>
    public static bool Is(ReadOnlySpan<char> value) =>
        value.IsEmpty || IsReference(value) || Words.GetAlternateLookup<ReadOnlySpan<char>>().Contains(value) || value.ContainsAny(Parts) || IsMadeUp(value);

    /// <summary>Whether a value names where the real one is: a variable, a template, a file, an element.</summary>
    public static bool IsReference(ReadOnlySpan<char> value) =>
        value[0] is '$' or '<' or '{' or '/' or '~' or '@' or '%' or '&' or '!' || value.StartsWith("./") || value.StartsWith("../") || value.ContainsAny(References) || value.Contains("://", StringComparison.Ordinal);

    /// <summary>Whether few different characters make it up.</summary>
    private static bool IsRepeated(ReadOnlySpan<char> value)
    {
        Span<bool> seen = stackalloc bool[256];
        seen.Clear();
        var different = 0;
        foreach (var c in value)
        {
            if (seen[c & 0xff]) continue;
            seen[c & 0xff] = true;
            different++;
        }
        return different <= 2 || (value.Length >= 12 && different <= 3);
    }
}
