using System.Runtime.InteropServices;

namespace Plimsoll.Vulnerabilities.Oval;

/// <summary>What became of a definition, a test or a comparison (OVAL 5.11.2, oval-results-schema, ResultEnumeration).</summary>
public enum OvalResult
{
    /// <summary>It holds.</summary>
    True,

    /// <summary>It does not hold.</summary>
    False,

    /// <summary>Nothing shows whether it holds.</summary>
    Unknown,

    /// <summary>It could not be worked out, because something is wrong with it or with what it looks at.</summary>
    Error,

    /// <summary>Nobody looked; of a definition this is told as <see cref="Unknown"/>.</summary>
    NotEvaluated,

    /// <summary>The question does not arise on such a system.</summary>
    NotApplicable,
}

/// <summary>A result with the reason for it, where it is neither true nor false.</summary>
/// <param name="Result">The result.</param>
/// <param name="Reason">Why, in one sentence; null where nothing needs saying.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct OvalVerdict(OvalResult Result, string? Reason = null)
{
    /// <summary>The result as scripts read it: <c>true</c>, <c>false</c>, <c>unknown</c>, <c>error</c> or <c>not-applicable</c>.</summary>
    public string Word => Result switch
    {
        OvalResult.True => "true",
        OvalResult.False => "false",
        OvalResult.Error => "error",
        OvalResult.NotApplicable => "not-applicable",
        _ => "unknown",
    };
}
