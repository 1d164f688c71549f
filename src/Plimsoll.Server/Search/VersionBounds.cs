using System.Diagnostics.CodeAnalysis;
using Plimsoll.Vulnerabilities.Versions;

namespace Plimsoll.Server.Search;

/// <summary>Bounds that versions are held against, all of them: <c>&gt;=1.2 &lt;2</c>. By the order of each package manager, so the same words serve every type.</summary>
internal sealed class VersionBounds
{
    private const int MaxBounds = 10;

    /// <summary>Those of most package managers, the strict ones of dpkg, and the one that programmers write for equality.</summary>
    private static readonly string[] Operators = ["<=", ">=", "!=", "<<", ">>", "==", "<", ">", "="];

    private readonly IReadOnlyList<(string Operator, string Version)> _bounds;
    private int _uncompared;

    private VersionBounds(IReadOnlyList<(string, string)> bounds) => _bounds = bounds;

    /// <summary>Versions that could not be held against them: their order is not known, or they are not readable.</summary>
    public int Uncompared => _uncompared;

    /// <summary>Reads bounds, separated by spaces or commas; false for anything else.</summary>
    public static bool TryParse(string text, [NotNullWhen(true)] out VersionBounds? bounds)
    {
        bounds = null;
        var found = new List<(string, string)>();
        string? open = null;
        foreach (var word in text.Split([' ', ','], StringSplitOptions.RemoveEmptyEntries))
        {
            var sign = Operators.FirstOrDefault(o => word.StartsWith(o, StringComparison.Ordinal));
            if ((sign is null) == (open is null)) return false;
            var version = sign is null ? word : word[sign.Length..];
            // No version begins like this; a slip of the finger is to be told, not searched for.
            if (version is ['<' or '>' or '=' or '!', ..]) return false;
            var what = sign ?? open!;
            open = version.Length == 0 ? what : null;
            if (open is null) found.Add((what, version));
        }
        if (open is not null || found.Count is 0 or > MaxBounds) return false;
        bounds = new VersionBounds(found);
        return true;
    }

    /// <summary>Whether a version of a type of package URLs is within all of them.</summary>
    public bool Accepts(string type, string version)
    {
        var scheme = VersionSchemes.For(type);
        foreach (var (sign, bound) in _bounds)
        {
            if (scheme is null || !scheme.TryCompare(version, bound, out var order))
            {
                Interlocked.Increment(ref _uncompared);
                return false;
            }
            var fits = sign switch { "<" or "<<" => order < 0, "<=" => order <= 0, ">" or ">>" => order > 0, ">=" => order >= 0, "!=" => order != 0, _ => order == 0 };
            if (!fits) return false;
        }
        return true;
    }
}
