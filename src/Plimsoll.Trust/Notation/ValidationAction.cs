namespace Plimsoll.Trust.Notation;

/// <summary>What a failed check means.</summary>
internal enum ValidationAction
{
    /// <summary>The signature is refused.</summary>
    Enforce,

    /// <summary>It is said, and nothing more.</summary>
    Log,

    /// <summary>Nobody looks.</summary>
    Skip,
}
