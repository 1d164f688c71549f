namespace Plimsoll.Vulnerabilities.Oval;

/// <summary>How a document is evaluated.</summary>
public sealed record OvalOptions
{
    /// <summary>The defaults.</summary>
    public static OvalOptions Default { get; } = new();

    /// <summary>The only definition that is wanted; null for all.</summary>
    public string? Definition { get; init; }

    /// <summary>What it may cost.</summary>
    public OvalLimits Limits { get; init; } = OvalLimits.Default;

    /// <summary>The clock.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;
}
