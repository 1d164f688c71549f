namespace Plimsoll.Vulnerabilities.Oval.Items;

/// <summary>How the search for items, or for the values of a variable, went (oval-system-characteristics-schema, FlagEnumeration).</summary>
internal enum CollectionFlag
{
    /// <summary>All are there.</summary>
    Complete,

    /// <summary>There are none.</summary>
    DoesNotExist,

    /// <summary>Some are there; whether there are more is not known.</summary>
    Incomplete,

    /// <summary>Nobody could look.</summary>
    NotCollected,

    /// <summary>Such a system cannot have any.</summary>
    NotApplicable,

    /// <summary>Something is wrong with the question, or with what was found.</summary>
    Error,
}
