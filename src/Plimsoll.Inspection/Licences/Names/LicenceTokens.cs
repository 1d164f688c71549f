namespace Plimsoll.Inspection.Licences.Names;

/// <summary>What a part of a statement is.</summary>
internal enum LicenceTokenKind
{
    /// <summary>Part of a name.</summary>
    Word,
    Open,
    Close,
    And,
    Or,
    With,

    /// <summary>A comma or a semicolon.</summary>
    Comma,
}

/// <summary>A part of a statement.</summary>
internal sealed record LicenceToken(LicenceTokenKind Kind, string Text);

/// <summary>Takes statements apart as people write them: with commas, slashes, bars, and in words.</summary>
internal static class LicenceTokens
{
    /// <summary>Parts that are looked at; longer ones are no statements.</summary>
    public const int Most = 1000;

    public static List<LicenceToken> Of(string text)
    {
        var tokens = new List<LicenceToken>();
        var start = -1;
        for (var i = 0; i <= text.Length && tokens.Count < Most; i++)
        {
            var c = i < text.Length ? text[i] : ' ';
            if (!char.IsWhiteSpace(c) && !IsMark(text, i))
            {
                if (start < 0) start = i;
                continue;
            }
            if (start >= 0) Word(text[start..i], tokens);
            start = -1;
            if (c is '(' or '[') tokens.Add(new LicenceToken(LicenceTokenKind.Open, "("));
            else if (c is ')' or ']') tokens.Add(new LicenceToken(LicenceTokenKind.Close, ")"));
            else if (c is ',' or ';' or '\n') Comma(tokens);
            else if (c is '|' or '&' && tokens is not [.., { Kind: LicenceTokenKind.Or or LicenceTokenKind.And }]) tokens.Add(new LicenceToken(c == '|' ? LicenceTokenKind.Or : LicenceTokenKind.And, c.ToString()));
        }
        return tokens;
    }

    private static bool IsMark(string text, int i)
    {
        var c = text[i];
        if (c is '(' or ')' or '[' or ']' or ',' or ';' or '|' or '&') return !IsInAddress(text, i);
        return false;
    }

    /// <summary>Addresses may have any of these in them.</summary>
    private static bool IsInAddress(string text, int i)
    {
        var start = text.AsSpan(0, i).LastIndexOfAny(" \t\n(") + 1;
        return text[i] is '&' && text.AsSpan(start, i - start).Contains("://", StringComparison.Ordinal);
    }

    private static void Comma(List<LicenceToken> tokens)
    {
        if (tokens is [] or [.., { Kind: LicenceTokenKind.Comma }]) return;
        tokens.Add(new LicenceToken(LicenceTokenKind.Comma, ","));
    }

    private static void Word(string word, List<LicenceToken> tokens)
    {
        switch (word.ToLowerInvariant())
        {
            case "and" or "+" or "plus":
                tokens.Add(new LicenceToken(LicenceTokenKind.And, word));
                return;
            case "or" or "and/or" or "/" or "or/and":
                tokens.Add(new LicenceToken(LicenceTokenKind.Or, word));
                return;
            case "with" or "w/":
                tokens.Add(new LicenceToken(LicenceTokenKind.With, word));
                return;
            case "either" or "dual" or "-":
                return;
        }
        // Debian also writes GPL-2+-with-autoconf-exception and GPL-3+_or_MIT.
        foreach (var (between, kind) in (ReadOnlySpan<(string, LicenceTokenKind)>)[("-with-", LicenceTokenKind.With), ("_or_", LicenceTokenKind.Or), ("_and_", LicenceTokenKind.And)])
        {
            if (word.IndexOf(between, StringComparison.OrdinalIgnoreCase) is not (var at and > 0) || LicenceAliases.Find(word, out _) is not null) continue;
            Word(word[..at], tokens);
            tokens.Add(new LicenceToken(kind, between));
            Word(word[(at + between.Length)..], tokens);
            return;
        }
        if (word.Contains('/') && !word.Contains("://", StringComparison.Ordinal) && LicenceAliases.Find(word, out _) is null) Slashes(word, tokens);
        else tokens.Add(new LicenceToken(LicenceTokenKind.Word, word));
    }

    private static void Slashes(string word, List<LicenceToken> tokens)
    {
        foreach (var part in word.Split('/', StringSplitOptions.RemoveEmptyEntries))
        {
            if (tokens is [.., { Kind: LicenceTokenKind.Word }]) tokens.Add(new LicenceToken(LicenceTokenKind.Or, "/"));
            tokens.Add(new LicenceToken(LicenceTokenKind.Word, part));
        }
    }
}
