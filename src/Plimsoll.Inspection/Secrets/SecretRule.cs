using System.Buffers;
using Plimsoll.Core.Facts;

namespace Plimsoll.Inspection.Secrets;

/// <summary>How one kind of secret is told. The keys of <c>secrets.rules</c> explain each part.</summary>
internal sealed class SecretRule
{
    private readonly BoundedRegex? _files;
    private readonly BoundedRegex[] _allow;

    /// <summary>Makes a rule; expressions are prepared when they are first needed, because most images need few of them.</summary>
    public SecretRule(string? pattern, string? files, IReadOnlyList<string> allow)
    {
        FilesPattern = files;
        Pattern = pattern is null ? null : new BoundedRegex(pattern);
        _files = files is null ? null : new BoundedRegex("(?i)" + files);
        _allow = [.. allow.Select(text => new BoundedRegex(text))];
    }

    /// <summary>Its name, which never changes.</summary>
    public required string Id { get; init; }

    /// <summary>What it finds, for people.</summary>
    public required string Title { get; init; }

    /// <summary>Its place among the rules: of two that fit the same text the earlier counts.</summary>
    public required int Order { get; init; }

    public Severity Severity { get; init; } = Severity.High;

    /// <summary>Words of which one must be there; without any the whole file is looked at.</summary>
    public IReadOnlyList<SecretKeyword> Keywords { get; init; } = [];

    /// <summary>Whether a match starts with the keyword.</summary>
    public bool IsAnchored { get; init; }

    /// <summary>Whether the text around a keyword goes beyond its line.</summary>
    public bool IsOfLines { get; init; }

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

    /// <summary>Parts of which the path of a file must have one.</summary>
    public IReadOnlyList<string> Paths { get; init; } = [];

    /// <summary>Pattern of the paths that it is about; null for all.</summary>
    public string? FilesPattern { get; }

    /// <summary>The expression; null for a rule of paths.</summary>
    public BoundedRegex? Pattern { get; }

    /// <summary>Whether the rule is about a file.</summary>
    public bool IsAbout(string path) => _files?.IsMatch(path) != false;

    /// <summary>Whether a value, or the path of a rule of paths, is known to be none.</summary>
    public bool Allows(string value) => Array.Exists(_allow, allow => allow.IsMatch(value));

    /// <summary>Prepares every expression; fails when one is wrong.</summary>
    public void PrepareAll()
    {
        Pattern?.Prepare();
        _files?.Prepare();
        foreach (var allow in _allow) allow.Prepare();
    }
}
