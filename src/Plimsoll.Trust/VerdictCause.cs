namespace Plimsoll.Trust;

/// <summary>What a reason speaks of, so that nobody has to read its text to decide what follows.</summary>
public enum VerdictCause
{
    /// <summary>What is there does not hold: it is damaged, forged, out of its time, or no signature at all.</summary>
    Invalid,

    /// <summary>It is a signature of something else.</summary>
    OtherSubject,

    /// <summary>The key that it was checked with did not sign it.</summary>
    OtherKey,

    /// <summary>Somebody signed who is not the one that was expected.</summary>
    OtherIdentity,

    /// <summary>A key signed, and nobody is known by it.</summary>
    UnknownKey,

    /// <summary>It leads to an authority that is not believed.</summary>
    UnknownAuthority,

    /// <summary>It is in a log that is not believed.</summary>
    UnknownLog,

    /// <summary>Nothing that is believed proves when it was signed.</summary>
    UnknownTime,

    /// <summary>Whether a certificate was revoked could not be told.</summary>
    UnknownRevocation,

    /// <summary>It was withdrawn, or is a withdrawal itself.</summary>
    Withdrawn,

    /// <summary>Something that is needed could not be read.</summary>
    Unreadable,

    /// <summary>Nobody asked for it: a policy skips the check, or only logs what it finds.</summary>
    Unchecked,

    /// <summary>There is no signature.</summary>
    Unsigned,
}
