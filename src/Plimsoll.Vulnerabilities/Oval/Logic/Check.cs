namespace Plimsoll.Vulnerabilities.Oval.Logic;

/// <summary>How many of several things must hold (oval-common-schema, CheckEnumeration).</summary>
internal enum Check
{
    All,
    AtLeastOne,
    OnlyOne,
    NoneSatisfy,

    /// <summary>A word that is none: what has it is an error.</summary>
    Invalid,
}
