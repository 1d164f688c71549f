using Plimsoll.Core.Facts;
using Plimsoll.Inspection.Licences.Expressions;

namespace Plimsoll.Inspection.Licences;

/// <summary>
/// What has to be done by who passes software on, in the words of <c>Data/obligations.tsv</c>: <c>notice</c>, <c>changes</c>, <c>source</c>, <c>same-licence</c>,
/// <c>network-source</c>, <c>relinking</c>, <c>advertising</c>, <c>limits</c>. A reminder, no legal advice.
/// </summary>
public static class Obligations
{
    private static readonly Lazy<Dictionary<string, string[]>> Table = new(() =>
        LicenceData.Rows("obligations.tsv").ToDictionary(row => row[0], row => row[1] == "-" ? [] : row[1].Split(','), StringComparer.OrdinalIgnoreCase));

    /// <summary>What one licence asks for.</summary>
    public static IReadOnlyList<string> Of(string id) => Table.Value.TryGetValue(id, out var own) ? own : OfClass(LicenceClasses.Of(id));

    /// <summary>What a class of licences asks for in general.</summary>
    public static IReadOnlyList<string> OfClass(LicenceClass licences) => Table.Value[LicenceClasses.NameOf(licences)];

    /// <summary>
    /// The licences of an expression that are to be followed: of alternatives the mildest that is known, which anybody may choose.
    /// </summary>
    public static IEnumerable<LicenceExpression.Licence> Followed(LicenceExpression expression) => expression switch
    {
        LicenceExpression.All(var parts) => parts.SelectMany(Followed).Distinct(),
        LicenceExpression.Any(var parts) => Followed(parts.OrderBy(part => LicenceClasses.Of(part) is var known && known == LicenceClass.Unknown ? int.MaxValue : (int)known).First()),
        _ => [(LicenceExpression.Licence)expression],
    };
}
