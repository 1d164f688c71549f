namespace Plimsoll.Vulnerabilities.Versions;

/// <summary>Whether a version lies in a range. What could not be read is neither in nor out of it.</summary>
public enum RangeAnswer
{
    /// <summary>The version is outside.</summary>
    No,

    /// <summary>The version is inside.</summary>
    Yes,

    /// <summary>The range or the version is none of this scheme.</summary>
    Unreadable,
}
