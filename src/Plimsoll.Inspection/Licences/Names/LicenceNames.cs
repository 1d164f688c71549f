using System.Collections.Concurrent;
using System.Text.Json;
using Plimsoll.Core.Facts;
using Plimsoll.Inspection.Licences.Expressions;

namespace Plimsoll.Inspection.Licences.Names;

/// <summary>Makes SPDX expressions of what the metadata of packages say. The same words give the same answer, so it is remembered.</summary>
internal static class LicenceNames
{
    /// <summary>Longest statement, in characters; what is longer is the text of a licence.</summary>
    public const int MaxLength = 2000;

    private const int MostRemembered = 20_000;

    private static readonly ConcurrentDictionary<string, LicenceReading> Remembered = new(StringComparer.Ordinal);

    /// <summary>How many are remembered, about: the dictionary would take all its locks to tell, and make a source of events to tell that it does.</summary>
    private static int _remembered;

    private static readonly HashSet<string> Empty = new(StringComparer.OrdinalIgnoreCase)
    {
        "", "unknown", "none", "noassertion", "n/a", "na", "-", "unspecified", "undefined", "null", "license", "licence", "other", "osi approved", "tbd", "custom", "various", "see package", "not found", "distributable", "dfsg approved", "free software",
    };

    /// <summary>Reads a statement.</summary>
    /// <param name="statement">What a package of the family says: a name, an expression, an address, JSON of npm, classifiers of Python.</param>
    /// <param name="family">Who says it.</param>
    public static LicenceReading Read(string? statement, LicenceFamily family)
    {
        if (string.IsNullOrWhiteSpace(statement) || statement.Length > MaxLength) return LicenceReading.Nothing;
        var key = $"{family.Name}\0{statement}";
        if (Remembered.TryGetValue(key, out var known)) return known;
        var reading = Simplify(Interpret(statement.Trim(), family));
        if (Interlocked.Increment(ref _remembered) > MostRemembered)
        {
            Remembered.Clear();
            _remembered = 0;
        }
        return Remembered[key] = reading;
    }

    /// <summary>Reads a statement in which some names have a meaning of their own.</summary>
    /// <param name="statement">The statement.</param>
    /// <param name="family">Who says it.</param>
    /// <param name="local">What the names mean that mean nothing elsewhere.</param>
    public static LicenceReading Read(string statement, LicenceFamily family, IReadOnlyDictionary<string, LicenceReading> local)
    {
        var reading = Read(statement, family);
        var isKnown = reading is { Expression: { } known, Unknown.Count: 0 } && known.ToString() != LicenceReference.Bsd;
        if (local.Count == 0 || isKnown) return reading;
        if (local.TryGetValue(statement.Trim(), out var whole) && whole.Expression is { } meaning)
            return whole with { Mapped = statement.Trim().Length == 0 ? [] : [new MappedWords(statement.Trim(), meaning.ToString())] };
        return Simplify(new LicenceStatementParser(statement, family, local).Read());
    }

    /// <summary>True for text that is longer, or has more lines, than the name of a licence has.</summary>
    public static bool IsText(string statement) => statement.Length > MaxLength || statement.AsSpan().Count('\n') > 12;

    private static LicenceReading Interpret(string text, LicenceFamily family)
    {
        if (Empty.Contains(text.TrimEnd('.'))) return LicenceReading.Nothing;
        if (LicenceParser.TryParse(text, out var strict, out _)) return new LicenceReading { Expression = strict, Mapped = strict.ToString() == text ? [] : [new MappedWords(text, strict.ToString())] };
        if (text[0] is '{' or '[' or '"' && OfJson(text, family) is { } json) return json;
        if (FileOf(text) is { } file) return new LicenceReading { File = file };
        if (text.Contains("::", StringComparison.Ordinal)) return OfClassifiers(text, family);
        if (LicenceAliases.Find(text, out var isGuess) is { } whole)
            return new LicenceReading { Expression = whole, Mapped = [new MappedWords(text, whole.ToString())], Confidence = isGuess ? Confidence.Medium : Confidence.High };
        return new LicenceStatementParser(text, family).Read();
    }

    /// <summary><c>SEE LICENSE IN file</c>, as npm says it, or words that mean it.</summary>
    private static string? FileOf(string text)
    {
        foreach (var start in (ReadOnlySpan<string>)["SEE LICENSE IN ", "SEE LICENCE IN ", "see license file", "see the license file", "see file ", "see license", "see licence", "see copying", "see copyright", "file:", "LicenseFile:"])
        {
            if (text.StartsWith(start, StringComparison.OrdinalIgnoreCase)) return text[start.Length..].Trim().TrimStart('<').TrimEnd('>');
        }
        return text is "LICENSE" or "LICENSE.txt" or "LICENSE.md" or "LICENCE" or "COPYING" ? text : null;
    }

    /// <summary>npm once had <c>{"type": …, "url": …}</c> and arrays of these.</summary>
    private static LicenceReading? OfJson(string text, LicenceFamily family)
    {
        try
        {
            using var json = JsonDocument.Parse(text, new JsonDocumentOptions { MaxDepth = 8, AllowTrailingCommas = true });
            var parts = json.RootElement.ValueKind == JsonValueKind.Array ? json.RootElement.EnumerateArray().Select(NameOf).ToList() : [NameOf(json.RootElement)];
            return Join([.. parts.OfType<string>().Take(50).Select(part => Read(part, family))], family.ListIsChoice, isGuess: false);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static string? NameOf(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => value.GetString(),
        JsonValueKind.Object => ((ReadOnlySpan<string>)["type", "name", "license", "url"]).ToArray()
            .Select(name => value.TryGetProperty(name, out var text) && text.ValueKind == JsonValueKind.String ? text.GetString() : null).FirstOrDefault(text => !string.IsNullOrWhiteSpace(text)),
        _ => null,
    };

    /// <summary>Python's <c>License :: OSI Approved :: MIT License</c>, several of them separated by commas or lines.</summary>
    private static LicenceReading OfClassifiers(string text, LicenceFamily family)
    {
        var names = text.Split(["License ::", "\n", ";"], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            .Select(line => line[(line.LastIndexOf("::", StringComparison.Ordinal) is var at and >= 0 ? at + 2 : 0)..].Trim().Trim(',').Trim()).ToList();
        return Join([.. names.Where(name => !Empty.Contains(name)).Take(50).Select(name => Read(name, family))], family.ListIsChoice, isGuess: true);
    }

    private static LicenceReading Join(IReadOnlyList<LicenceReading> parts, bool isChoice, bool isGuess)
    {
        var stated = parts.Where(part => part.Expression is not null).ToList();
        if (stated.Count == 0) return parts.FirstOrDefault(part => part.File is not null) ?? LicenceReading.Nothing;
        var expressions = stated.Select(part => part.Expression!);
        var lowest = stated.Min(part => part.Confidence);
        return new LicenceReading
        {
            Expression = isChoice ? LicenceExpression.AnyOf(expressions) : LicenceExpression.AllOf(expressions),
            Mapped = [.. stated.SelectMany(part => part.Mapped)],
            Unknown = [.. stated.SelectMany(part => part.Unknown)],
            Confidence = isGuess && stated.Count > 1 && lowest == Confidence.High ? Confidence.Medium : lowest,
        };
    }

    /// <summary>Without what is said twice.</summary>
    private static LicenceReading Simplify(LicenceReading reading) =>
        reading.Mapped.Count < 2 ? reading : reading with { Mapped = [.. reading.Mapped.DistinctBy(entry => entry.Words)] };
}
