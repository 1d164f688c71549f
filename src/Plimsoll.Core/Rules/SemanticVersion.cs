using System.Numerics;

namespace Plimsoll.Core.Rules;

/// <summary>
/// A version in the sense of semver.org 2.0.0, as tags write it: <c>1.2.3</c>, <c>v1.2.3-rc.1</c>. Build metadata needs a '+', which no tag can hold.
/// <c>1.2</c> is no version: such tags move along with the newest of their line.
/// </summary>
public sealed class SemanticVersion
{
    private readonly BigInteger[] _numbers;
    private readonly string[] _prerelease;

    private SemanticVersion(BigInteger[] numbers, string[] prerelease) => (_numbers, _prerelease) = (numbers, prerelease);

    /// <summary>The version that a tag writes, or null when it writes none.</summary>
    public static SemanticVersion? Of(Tag tag)
    {
        var text = tag.Value.StartsWith('v') ? tag.Value[1..] : tag.Value;
        var dash = text.IndexOf('-', StringComparison.Ordinal);
        var core = (dash < 0 ? text : text[..dash]).Split('.');
        string[] prerelease = dash < 0 ? [] : text[(dash + 1)..].Split('.');
        if (core.Length != 3 || !Array.TrueForAll(core, IsNumber) || !Array.TrueForAll(prerelease, IsIdentifier)) return null;
        return new SemanticVersion(Array.ConvertAll(core, BigInteger.Parse), prerelease);
    }

    /// <summary>The numbers that versions of one line share, as text; empty for <see cref="VersionLine.All"/>.</summary>
    public string LineOf(VersionLine line) => line switch
    {
        VersionLine.Major => $"{_numbers[0]}",
        VersionLine.Minor => $"{_numbers[0]}.{_numbers[1]}",
        _ => "",
    };

    /// <summary>Precedence (semver.org 2.0.0, section 11).</summary>
    public static IComparer<SemanticVersion> Precedence { get; } = Comparer<SemanticVersion>.Create(static (a, b) => a.CompareTo(b));

    private int CompareTo(SemanticVersion other)
    {
        for (var i = 0; i < 3; i++)
        {
            var order = _numbers[i].CompareTo(other._numbers[i]);
            if (order != 0) return order;
        }
        // A release comes after everything that led to it.
        if (_prerelease.Length == 0 || other._prerelease.Length == 0) return other._prerelease.Length.CompareTo(_prerelease.Length);
        foreach (var (mine, theirs) in _prerelease.Zip(other._prerelease))
        {
            var order = CompareIdentifiers(mine, theirs);
            if (order != 0) return order;
        }
        return _prerelease.Length.CompareTo(other._prerelease.Length);
    }

    private static int CompareIdentifiers(string a, string b) => (IsDigits(a), IsDigits(b)) switch
    {
        (true, true) => BigInteger.Parse(a).CompareTo(BigInteger.Parse(b)),
        (true, false) => -1,
        (false, true) => 1,
        _ => string.CompareOrdinal(a, b),
    };

    private static bool IsNumber(string text) => IsDigits(text) && (text.Length == 1 || text[0] != '0');

    private static bool IsDigits(string text) => text.Length > 0 && text.All(char.IsAsciiDigit);

    private static bool IsIdentifier(string text) => text.Length > 0 && text.All(static c => char.IsAsciiLetterOrDigit(c) || c == '-') && (!IsDigits(text) || IsNumber(text));
}
