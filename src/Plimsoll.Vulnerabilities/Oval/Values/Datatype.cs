namespace Plimsoll.Vulnerabilities.Oval.Values;

/// <summary>How two values are compared (oval-common-schema, DatatypeEnumeration).</summary>
internal enum Datatype
{
    Text,
    Integer,
    Boolean,
    Float,
    Version,
    EvrString,
    DebianEvrString,
    Ipv4Address,
    Ipv6Address,
    Binary,
    IosVersion,
    FilesetRevision,
    Record,

    /// <summary>A word that is none: what has it cannot be compared.</summary>
    Invalid,
}
