namespace Plimsoll.Inspection.Proof;

/// <summary>The words for what became of a file.</summary>
public static class FileVerdicts
{
    /// <summary>As the vendor signed it.</summary>
    public const string Verified = "vendor-verified";

    /// <summary>Not as the vendor signed it.</summary>
    public const string Modified = "modified";

    /// <summary>Nobody who is trusted signed what it should be.</summary>
    public const string Unverifiable = "unverifiable";

    /// <summary>No package owns it.</summary>
    public const string Unowned = "unowned";
}
