namespace Plimsoll.Vulnerabilities.Oval.Logic;

/// <summary>How many of the items that an object describes must exist (oval-common-schema, ExistenceEnumeration).</summary>
internal enum Existence
{
    AllExist,
    AnyExist,
    AtLeastOneExists,
    NoneExist,
    OnlyOneExists,

    /// <summary>A word that is none: what has it is an error.</summary>
    Invalid,
}
