using System.Text.RegularExpressions;

namespace Plimsoll.Inspection.Secrets;

/// <summary>What a test says of a value that fits the pattern of a rule.</summary>
internal enum SecretVerdict
{
    /// <summary>It is none.</summary>
    No,

    /// <summary>It is what people write in the place of one: other rules need not look at it.</summary>
    Placeholder,

    /// <summary>It has the form, but something in it does not add up.</summary>
    Doubtful,

    /// <summary>It is one, as far as can be told without trying it.</summary>
    Yes,
}

/// <summary>A test that a pattern cannot make.</summary>
/// <param name="match">The match, with its groups.</param>
/// <param name="before">What stands in the same line before it.</param>
/// <param name="value">The value.</param>
/// <param name="place">Where it was found.</param>
internal delegate SecretVerdict SecretCheck(Match match, ReadOnlySpan<char> before, string value, SecretPlace place);
