namespace Plimsoll.Vulnerabilities.Oval.Logic;

/// <summary>How the results of several parts become one (oval-common-schema, OperatorEnumeration).</summary>
internal enum LogicOperator
{
    And,
    One,
    Or,
    Xor,

    /// <summary>A word that is none: what has it is an error.</summary>
    Invalid,
}
