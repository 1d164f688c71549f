using System.Text;

namespace Plimsoll.Inspection.Licences.Expressions;

/// <summary>
/// An SPDX licence expression (SPDX 2.3, annex D). <see cref="ToString"/> writes it with ids in the spelling of the SPDX list and parentheses only
/// where they are needed. Two expressions are the same when that text is.
/// </summary>
public abstract record LicenceExpression
{
    private LicenceExpression() { }

    /// <summary>Text for what nobody stated; it stands in place of an expression and is none.</summary>
    public const string NoAssertion = "NOASSERTION";

    /// <summary>A licence, perhaps in any later version, perhaps with an exception.</summary>
    /// <param name="Id">Id of the SPDX list, or <c>LicenseRef-…</c>, which <c>DocumentRef-…:</c> may stand before.</param>
    /// <param name="OrLater">A plus stands behind the id.</param>
    /// <param name="Exception">Id of an exception of the SPDX list, or <c>AdditionRef-…</c>.</param>
    public sealed record Licence(string Id, bool OrLater = false, string? Exception = null) : LicenceExpression
    {
        /// <summary>True for a licence that is not of the SPDX list.</summary>
        public bool IsReference => Id.Contains("LicenseRef-", StringComparison.Ordinal);

        /// <inheritdoc/>
        public override string ToString() => Id + (OrLater ? "+" : "") + (Exception is null ? "" : " WITH " + Exception);
    }

    /// <summary>All of them apply.</summary>
    public sealed record All(IReadOnlyList<LicenceExpression> Parts) : LicenceExpression
    {
        /// <inheritdoc/>
        public override string ToString() => Join(Parts, " AND ");
    }

    /// <summary>One of them applies, whichever is chosen.</summary>
    public sealed record Any(IReadOnlyList<LicenceExpression> Parts) : LicenceExpression
    {
        /// <inheritdoc/>
        public override string ToString() => Join(Parts, " OR ");
    }

    /// <summary>An expression that says the same with each part once; of one part that part itself.</summary>
    /// <exception cref="ArgumentException">There are no parts.</exception>
    public static LicenceExpression AllOf(IEnumerable<LicenceExpression> parts) => Flatten(parts, part => (part as All)?.Parts, flat => new All(flat));

    /// <inheritdoc cref="AllOf"/>
    public static LicenceExpression AnyOf(IEnumerable<LicenceExpression> parts) => Flatten(parts, part => (part as Any)?.Parts, flat => new Any(flat));

    /// <summary>The licences in it, each once, in order.</summary>
    public IEnumerable<Licence> Licences() => this switch
    {
        All(var parts) => parts.SelectMany(part => part.Licences()).Distinct(),
        Any(var parts) => parts.SelectMany(part => part.Licences()).Distinct(),
        _ => [(Licence)this],
    };

    private static LicenceExpression Flatten(
        IEnumerable<LicenceExpression> parts, Func<LicenceExpression, IReadOnlyList<LicenceExpression>?> inner, Func<IReadOnlyList<LicenceExpression>, LicenceExpression> make)
    {
        var flat = new List<LicenceExpression>();
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var part in parts.SelectMany(part => inner(part) ?? [part]))
        {
            if (seen.Add(part.ToString())) flat.Add(part);
        }
        return flat.Count switch
        {
            0 => throw new ArgumentException("an expression has at least one part", nameof(parts)),
            1 => flat[0],
            _ => make(flat),
        };
    }

    /// <summary>AND binds tighter than OR, so only an OR inside an AND needs parentheses.</summary>
    private static string Join(IReadOnlyList<LicenceExpression> parts, string separator)
    {
        var text = new StringBuilder();
        foreach (var part in parts)
        {
            if (text.Length > 0) text.Append(separator);
            if (part is Any && separator != " OR ") text.Append('(').Append(part).Append(')');
            else text.Append(part);
        }
        return text.ToString();
    }
}
