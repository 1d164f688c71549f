namespace Plimsoll.Vulnerabilities.Oval.Documents;

/// <summary>How the items of two sets are put together (oval-definitions-schema, SetOperatorEnumeration).</summary>
internal enum SetOperator
{
    Union,
    Intersection,
    Complement,

    /// <summary>A word that is none.</summary>
    Invalid,
}

/// <summary>The items of one or two objects, or of one or two sets.</summary>
internal sealed record OvalSet(SetOperator Operator, IReadOnlyList<OvalSet> Sets, IReadOnlyList<string> Objects, IReadOnlyList<OvalFilter> Filters);
