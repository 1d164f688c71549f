namespace Plimsoll.Vulnerabilities.Oval.Values;

/// <summary>What is asked of a value (oval-common-schema, OperationEnumeration).</summary>
internal enum Operation
{
    Equals,
    NotEqual,
    CaseInsensitiveEquals,
    CaseInsensitiveNotEqual,
    GreaterThan,
    LessThan,
    GreaterThanOrEqual,
    LessThanOrEqual,
    BitwiseAnd,
    BitwiseOr,
    PatternMatch,
    SubsetOf,
    SupersetOf,

    /// <summary>A word that is none: what has it cannot be compared.</summary>
    Invalid,
}
