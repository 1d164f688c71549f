namespace Plimsoll.Vulnerabilities.Scoring;

/// <summary>How bad it is, in words. Nobody having judged is not the same as nothing being bad.</summary>
public enum SeverityBand
{
    /// <summary>Nobody judged.</summary>
    Unknown,

    /// <summary>Judged to have no consequences.</summary>
    None,

    /// <summary>Low.</summary>
    Low,

    /// <summary>Medium.</summary>
    Medium,

    /// <summary>High.</summary>
    High,

    /// <summary>Critical.</summary>
    Critical,
}
