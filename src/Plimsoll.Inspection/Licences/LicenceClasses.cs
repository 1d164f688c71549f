using Plimsoll.Core.Facts;
using Plimsoll.Inspection.Licences.Expressions;

namespace Plimsoll.Inspection.Licences;

/// <summary>What expressions ask for.</summary>
public static class LicenceClasses
{
    private static readonly string[] Names = ["public-domain", "permissive", "unknown", "weak-copyleft", "strong-copyleft", "network-copyleft", "source-available"];

    /// <summary>Words in references by which they can be told, in the order in which they are looked for.</summary>
    private static readonly (string Word, LicenceClass Class)[] Words =
    [
        ("public-domain", LicenceClass.PublicDomain), ("proprietary", LicenceClass.SourceAvailable), ("commercial", LicenceClass.SourceAvailable), ("commons-clause", LicenceClass.SourceAvailable),
        ("eula", LicenceClass.SourceAvailable), ("all-rights-reserved", LicenceClass.SourceAvailable),
    ];

    /// <summary>The class of an expression: where all apply the strictest, where one may be chosen the mildest that is known.</summary>
    public static LicenceClass Of(LicenceExpression expression) => expression switch
    {
        LicenceExpression.All(var parts) => (LicenceClass)parts.Max(part => (int)Of(part)),
        LicenceExpression.Any(var parts) => Mildest(parts),
        _ => Of((LicenceExpression.Licence)expression),
    };

    /// <summary>The class of an expression in a document; what is no expression is unknown.</summary>
    public static LicenceClass Of(string? licence) => licence is not null && LicenceParser.TryParse(licence, out var expression, out _) ? Of(expression) : LicenceClass.Unknown;

    /// <summary>The class in the words of documents, such as <c>weak-copyleft</c>.</summary>
    public static string NameOf(LicenceClass licences) => Names[(int)licences];

    /// <summary>The class of a name; false when there is none of that name.</summary>
    public static bool TryParse(string name, out LicenceClass licences)
    {
        var place = Array.IndexOf(Names, name);
        licences = place < 0 ? LicenceClass.Unknown : (LicenceClass)place;
        return place >= 0;
    }

    internal static LicenceClass Parse(string name) => TryParse(name, out var licences) ? licences : throw new FormatException($"'{name}' is no class of licences");

    private static LicenceClass Mildest(IReadOnlyList<LicenceExpression> parts)
    {
        var mildest = LicenceClass.Unknown;
        foreach (var part in parts)
        {
            var known = Of(part);
            if (known != LicenceClass.Unknown && (mildest == LicenceClass.Unknown || known < mildest)) mildest = known;
        }
        return mildest;
    }

    private static LicenceClass Of(LicenceExpression.Licence licence)
    {
        if (licence.IsReference) return OfReference(licence.Id);
        var plain = SpdxList.Find(licence.Id)?.Class ?? LicenceClass.Unknown;
        var isLowered = plain is LicenceClass.StrongCopyleft or LicenceClass.NetworkCopyleft && licence.Exception is { } id && SpdxList.FindException(id) is { AllowsLinking: true };
        return isLowered ? LicenceClass.WeakCopyleft : plain;
    }

    private static LicenceClass OfReference(string id)
    {
        if (id == LicenceReference.Bsd) return LicenceClass.Permissive;
        foreach (var (word, known) in Words)
        {
            if (id.Contains(word, StringComparison.OrdinalIgnoreCase)) return known;
        }
        return LicenceClass.Unknown;
    }
}
