using Plimsoll.Core.Facts;
using Plimsoll.Inspection.Licences.Expressions;

namespace Plimsoll.Inspection.Licences;

/// <summary>A licence of the SPDX list.</summary>
/// <param name="Id">Its id in the spelling of the list.</param>
/// <param name="Name">Its full name.</param>
/// <param name="Class">What it asks for, as this project judges it.</param>
public sealed record SpdxLicence(string Id, string Name, LicenceClass Class)
{
    /// <summary>The Open Source Initiative approved it.</summary>
    public bool IsOsiApproved { get; init; }

    /// <summary>The Free Software Foundation lists it as free.</summary>
    public bool IsFsfFree { get; init; }

    /// <summary>The list keeps it only for old documents.</summary>
    public bool IsDeprecated { get; init; }

    /// <summary>The expression that says the same without what is deprecated; null where there is none.</summary>
    public string? ReplacedBy { get; init; }
}

/// <summary>An exception of the SPDX list.</summary>
/// <param name="Id">Its id in the spelling of the list.</param>
/// <param name="AllowsLinking">It lets programs of any licence use what it covers.</param>
/// <param name="ReplacedBy">The id that says the same, where this one is deprecated.</param>
public sealed record SpdxException(string Id, bool AllowsLinking, string? ReplacedBy);

/// <summary>The SPDX licence list, as far as it is data: see <c>Data/README.md</c>.</summary>
public static class SpdxList
{
    private static readonly Lazy<Dictionary<string, SpdxLicence>> Licences = new(() => LicenceData.Rows("licences.tsv").Select(Licence).ToDictionary(licence => licence.Id, StringComparer.OrdinalIgnoreCase));
    private static readonly Lazy<Dictionary<string, SpdxException>> Exceptions = new(() => LicenceData.Rows("exceptions.tsv").Select(Exception).ToDictionary(exception => exception.Id, StringComparer.OrdinalIgnoreCase));

    /// <summary>Every licence, those that are deprecated among them, in the order of the ids.</summary>
    public static IReadOnlyCollection<SpdxLicence> All => Licences.Value.Values;

    /// <summary>Every exception.</summary>
    public static IReadOnlyCollection<SpdxException> AllExceptions => Exceptions.Value.Values;

    /// <summary>A licence by id, whatever the case; null when the list does not have it.</summary>
    public static SpdxLicence? Find(string id) => Licences.Value.GetValueOrDefault(id);

    /// <summary>An exception by id, whatever the case; null when the list does not have it.</summary>
    public static SpdxException? FindException(string id) => Exceptions.Value.GetValueOrDefault(id);

    /// <summary>A licence without what is deprecated: <c>GPL-2.0</c> with a plus behind it is <c>GPL-2.0-or-later</c>.</summary>
    internal static LicenceExpression.Licence Current(SpdxLicence licence, bool orLater)
    {
        var (id, exception) = (licence.ReplacedBy ?? licence.Id, (string?)null);
        if (id.IndexOf(" WITH ", StringComparison.Ordinal) is var with and > 0) (id, exception) = (id[..with], id[(with + 6)..]);
        if (id.EndsWith("-or-later", StringComparison.Ordinal)) orLater = false;
        if (orLater && id.EndsWith("-only", StringComparison.Ordinal)) (id, orLater) = (id[..^5] + "-or-later", false);
        return new LicenceExpression.Licence(id, orLater, exception);
    }

    private static SpdxLicence Licence(string[] row) => new(row[0], row[1], LicenceClasses.Parse(row[3]))
    {
        IsOsiApproved = row[2].Contains('o'),
        IsFsfFree = row[2].Contains('f'),
        IsDeprecated = row[2].Contains('d'),
        ReplacedBy = row.Length > 4 ? row[4] : null,
    };

    private static SpdxException Exception(string[] row) => new(row[0], row[1] == "linking", row.Length > 2 ? row[2] : null);
}
