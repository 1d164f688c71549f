using System.Buffers;
using System.Text.RegularExpressions;
using Plimsoll.Core.Facts;

namespace Plimsoll.Inspection.Secrets;

/// <summary>How one kind of secret is told. The keys of <c>secrets.rules</c> explain each part.</summary>
internal sealed class SecretRule
{
    private readonly Lazy<Regex?> _pattern;
    private readonly Lazy<Regex?> _files;
    private readonly Lazy<Regex[]> _allow;

    /// <summary>Makes a rule; expressions are prepared when they are first needed, because most images need few of them.</summary>
    public SecretRule(string? pattern, string? files, IReadOnlyList<string> allow)
    {
        FilesPattern = files;
        _pattern = new(() => pattern is null ? null : Prepare(pattern));
        _files = new(() => files is null ? null : Prepare("(?i)" + files));
        _allow = new(() => [.. allow.Select(Prepare)]);
    }

    /// <summary>Its name, which never changes.</summary>
    public required string Id { get; init; }

    /// <summary>What it finds, for people.</summary>
    public required string Title { get; init; }

    /// <summary>Its place among the rules: of two that fit the same text the earlier counts.</summary>
    public required int Order { get; init; }

    public Severity Severity { get; init; } = Severity.High;

    /// <summary>Words of which one must be there, in any case; without any the whole file is looked at.</summary>
    public IReadOnlyList<string> Keywords { get; init; } = [];

    /// <summary>Bytes of which one must follow the keyword; null for any.</summary>
    public SearchValues<byte>? Needs { get; init; }

    /// <summary>Bytes that are looked at from the start of the keyword.</summary>
    public int Reach { get; init; } = 320;

    /// <summary>Bytes that are looked at in front of the keyword.</summary>
    public int Before { get; init; } = 80;

    /// <summary>Bits a character that the value must have.</summary>
    public double Entropy { get; init; }

    /// <summary>A test that the pattern cannot make.</summary>
    public SecretCheck? Check { get; init; }

    /// <summary>Whether it does not count in documentation, tests, examples and libraries.</summary>
    public bool IsWeak { get; init; }

    /// <summary>Whether the path alone is the finding.</summary>
    public bool IsOfPath { get; init; }

    /// <summary>What to do.</summary>
    public required string Remedy { get; init; }

    /// <summary>Texts that have it, with <c>&lt;&lt;patterns&gt;&gt;</c> in the place of values.</summary>
    public IReadOnlyList<string> TrueCases { get; init; } = [];

    /// <summary>Texts that look like it and have it not.</summary>
    public IReadOnlyList<string> FalseCases { get; init; } = [];

    /// <summary>Pattern of the paths that it is about; null for all.</summary>
    public string? FilesPattern { get; }

    /// <summary>The expression; null for a rule of paths.</summary>
    public Regex? Pattern => _pattern.Value;

    /// <summary>Whether the rule is about a file.</summary>
    public bool IsAbout(string path) => _files.Value?.IsMatch(path) != false;

    /// <summary>Whether a value, or the path of a rule of paths, is known to be none.</summary>
    public bool Allows(string value) => Array.Exists(_allow.Value, allow => allow.IsMatch(value));

    /// <summary>Prepares every expression; fails when one is wrong.</summary>
    public void PrepareAll() => _ = (_pattern.Value, _files.Value, _allow.Value);

    /// <summary>The texts are hostile: this engine takes time in proportion to their length, whatever they are.</summary>
    private static Regex Prepare(string pattern) => new(pattern, RegexOptions.NonBacktracking | RegexOptions.CultureInvariant);
}
