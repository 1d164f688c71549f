namespace Plimsoll.Core.Advisories;

/// <summary>What is said about the versions a statement holds for.</summary>
public enum AffectedStatus
{
    /// <summary>Affected. A range may still tell where the fix is.</summary>
    Affected,

    /// <summary>The vendor released a fix: what is covered by the ranges is affected, what comes from their <c>fixed</c> on is mended.</summary>
    Fixed,

    /// <summary>Not affected.</summary>
    NotAffected,

    /// <summary>The vendor does not know yet.</summary>
    UnderInvestigation,

    /// <summary>Affected, and the vendor will not mend it.</summary>
    WillNotFix,

    /// <summary>Affected, and the vendor put it off (Debian: postponed, no-dsa; Ubuntu: deferred; Red Hat: fix deferred).</summary>
    Deferred,

    /// <summary>The release or the package is not supported any more: nobody looks.</summary>
    EndOfLife,

    /// <summary>The vendor could not find out.</summary>
    Undetermined,
}

/// <summary>Which packages bear the name of a statement.</summary>
public enum PackageLevel
{
    /// <summary>The ecosystem knows one kind only, or the feed does not tell.</summary>
    Any,

    /// <summary>Source packages (Debian, Ubuntu), origins (Alpine).</summary>
    Source,

    /// <summary>What is installed (AlmaLinux, Amazon).</summary>
    Binary,
}
