using System.Globalization;

namespace Plimsoll.Inspection.Licences.Names;

/// <summary>
/// Reads the names of the GNU licences by their parts, because nobody can list all the ways to write them: <c>GPLv2+</c>, <c>GPL (>= 2)</c>,
/// <c>GNU Lesser General Public License version 2.1 or later (LGPLv2.1+)</c>.
/// </summary>
internal static class GnuName
{
    private static readonly Dictionary<string, string[]> Versions = new(StringComparer.Ordinal)
    {
        ["GPL"] = ["1", "2", "3"],
        ["LGPL"] = ["2", "2.1", "3"],
        ["AGPL"] = ["1", "3"],
        ["GFDL"] = ["1.1", "1.2", "1.3"],
    };

    /// <summary>Reads a folded name.</summary>
    /// <param name="folded">What <see cref="LicenceWords.Fold"/> made of it.</param>
    /// <param name="id">The SPDX id.</param>
    /// <param name="isGuess">True when no version is named: then any version that was ever published may be chosen, as the licences themselves say.</param>
    public static bool TryRead(string folded, out string id, out bool isGuess)
    {
        (id, isGuess) = ("", false);
        // Every name has one of these in it; most texts that come here have not.
        if (!folded.Contains("gpl", StringComparison.Ordinal) && !folded.Contains("fdl", StringComparison.Ordinal) && !folded.Contains("general public", StringComparison.Ordinal) && !folded.Contains("free documentation", StringComparison.Ordinal)) return false;
        var name = new Parts();
        foreach (var word in folded.Split(' '))
        {
            if (!name.Take(word)) return false;
        }
        if (name.Family is not { } family) return false;
        isGuess = name.Version is null;
        if (isGuess && name.IsOnly) return false;
        var version = name.Version ?? Versions[family][0];
        if (!Versions[family].Contains(version)) return false;
        var invariants = name.NoInvariants ? "-no-invariants" : "";
        var number = version.Contains('.') ? version : version + ".0";
        id = string.Create(CultureInfo.InvariantCulture, $"{family}-{number}{invariants}-{(name.IsLater || isGuess ? "or-later" : "only")}");
        return true;
    }

    private struct Parts
    {
        private bool _isDocumentation;
        private bool _isNegated;
        private string? _kind;

        public string? Family { get; private set; }
        public string? Version { get; private set; }
        public bool IsLater { get; private set; }
        public bool IsOnly { get; private set; }
        public bool NoInvariants { get; private set; }

        public bool Take(string word)
        {
            var plus = word.EndsWith('+');
            var bare = plus ? word.TrimEnd('+') : word;
            IsLater |= plus;
            switch (bare)
            {
                case "gnu" or "general" or "or" or "any" or "at" or "your" or "option" or "of" or "and" or "fsf" or "as" or "texts" or "sections" or "cover" or "front" or "back" or "":
                    return true;
                case "lesser" or "library":
                    _kind = "LGPL";
                    return Family is null or "LGPL";
                case "affero":
                    _kind = "AGPL";
                    return Family is null or "AGPL";
                case "free":
                    return true;
                case "documentation":
                    _isDocumentation = true;
                    return Is("GFDL");
                case "public":
                    return _isDocumentation || Is(_kind ?? "GPL");
                case "gpl":
                    return Is(_kind ?? "GPL");
                case "lgpl" or "agpl" or "gfdl":
                    return Is(bare.ToUpperInvariant());
                case "fdl":
                    return Is("GFDL");
                case "later" or "newer" or "greater" or "above" or "higher":
                    return IsLater = true;
                case "only":
                    return IsOnly = true;
                case "no" or "without":
                    return _isNegated = true;
                case "niv":
                    return NoInvariants = true;
                case "invariant" or "invariants":
                    NoInvariants = _isNegated;
                    return _isNegated;
                default:
                    if (!char.IsAsciiDigit(bare[0]) || (Version is not null && Version != bare)) return false;
                    Version = bare;
                    return true;
            }
        }

        private bool Is(string family)
        {
            var isSame = Family is null || Family == family;
            Family ??= family;
            return isSame;
        }
    }
}
