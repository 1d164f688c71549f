namespace Plimsoll.Vulnerabilities.Oval;

/// <summary>What a document and its evaluation may cost. A document beyond its limits is refused; an evaluation beyond its own says so of the definition that went there.</summary>
public sealed record OvalLimits
{
    /// <summary>The defaults.</summary>
    public static OvalLimits Default { get; } = new();

    /// <summary>Characters of a document once unpacked. Default 1 Gi; the largest feed of a vendor has a fifth of that.</summary>
    public long MaxCharacters { get; init; } = 1L << 30;

    /// <summary>Elements in elements. Default 128.</summary>
    public int MaxDepth { get; init; } = 128;

    /// <summary>Definitions, tests, objects, states and variables together, and the criteria in them. Default 4,000,000.</summary>
    public int MaxParts { get; init; } = 4_000_000;

    /// <summary>Characters of one value, pattern or name. Default 64 Ki.</summary>
    public int MaxValueLength { get; init; } = 64 << 10;

    /// <summary>Definitions that lead to definitions, objects to variables to objects, and so on. Default 200.</summary>
    public int MaxChain { get; init; } = 200;

    /// <summary>Values of a variable, and items of an object. Default 50,000.</summary>
    public int MaxItems { get; init; } = 50_000;

    /// <summary>Files that one object looks at. Default 2,000,000.</summary>
    public int MaxVisits { get; init; } = 2_000_000;

    /// <summary>Time for one expression on one text. Default 250 ms.</summary>
    public TimeSpan MatchTimeout { get; init; } = TimeSpan.FromMilliseconds(250);

    /// <summary>Time for an evaluation; what is not worked out by then is an error. Default 5 minutes.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromMinutes(5);
}
