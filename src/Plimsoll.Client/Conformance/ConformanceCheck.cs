namespace Plimsoll.Client.Conformance;

/// <summary>What the specification says about a check (RFC 2119).</summary>
public enum CheckLevel
{
    /// <summary>MUST: a registry without it does not conform.</summary>
    Must,

    /// <summary>SHOULD: clients meet it in the wild and are better off with it.</summary>
    Should,

    /// <summary>MAY: a registry is free to leave it out.</summary>
    Optional,
}

/// <summary>What became of a check.</summary>
public enum CheckOutcome
{
    /// <summary>The registry does what is asked.</summary>
    Passed,

    /// <summary>It does not do what it must.</summary>
    Failed,

    /// <summary>It does not do what it should.</summary>
    Warned,

    /// <summary>It does not offer what it may leave out.</summary>
    NotOffered,

    /// <summary>The check could not be made, because something that it needs did not work.</summary>
    NotRun,
}

/// <summary>A paragraph of a specification.</summary>
/// <param name="Section">Its heading.</param>
/// <param name="Address">Where it can be read.</param>
/// <param name="Text">The words, or what they come to.</param>
public sealed record SpecificationText(string Section, string Address, string Text)
{
    /// <summary>A paragraph of the OCI distribution specification.</summary>
    public static SpecificationText Distribution(string section, string text) => new(
        "distribution-spec, " + section,
        "https://github.com/opencontainers/distribution-spec/blob/main/spec.md#" + section.ToLowerInvariant().Replace(' ', '-'),
        text);
}

/// <summary>One thing that a registry is asked for.</summary>
/// <param name="Id">What scripts know it by; never changes.</param>
/// <param name="Area">The heading in the report.</param>
/// <param name="Level">What the specification says about it.</param>
/// <param name="Name">A sentence: what is expected.</param>
/// <param name="Says">The paragraph.</param>
/// <param name="RunAsync">Asks; throws <see cref="CheckFailedException"/> or <see cref="CheckNotOfferedException"/>.</param>
public sealed record ConformanceCheck(string Id, string Area, CheckLevel Level, string Name, SpecificationText Says, Func<Probe, Task> RunAsync);

/// <summary>What became of a check, with everything that was sent and answered.</summary>
/// <param name="Check">The check.</param>
/// <param name="Outcome">What became of it.</param>
/// <param name="Explanation">What was expected and what came; empty when it passed.</param>
/// <param name="Exchanges">The requests, in order.</param>
/// <param name="Duration">How long it took.</param>
public sealed record CheckResult(ConformanceCheck Check, CheckOutcome Outcome, string Explanation, IReadOnlyList<Exchange> Exchanges, TimeSpan Duration);

/// <summary>A registry does not do what a check asks; the message says what was expected and what came.</summary>
public sealed class CheckFailedException(string message) : Exception(message);

/// <summary>A registry does not offer what a check is about, and may.</summary>
public sealed class CheckNotOfferedException(string message) : Exception(message);

/// <summary>What a check needs could not be had, so nothing is known.</summary>
public sealed class CheckNotRunException(string message) : Exception(message);
