using System.Text.Json;

namespace Plimsoll.Trust;

/// <summary>What a verification says: by whom, or no because, or not known because. There is no fourth answer, and no yes without a signer.</summary>
public abstract record Verdict
{
    private Verdict() { }

    /// <summary>The answer in one word: <c>verified</c>, <c>refused</c> or <c>unknown</c>.</summary>
    public string Word => this switch { Verified => "verified", Refused => "refused", _ => "unknown" };

    /// <summary>Why it is not verified, for people; null where it is.</summary>
    public string? WhyNot => (this as NotVerified)?.Reason;

    /// <summary>What that speaks of, in a few fixed words such as <c>unknown-authority</c>; null where it is verified.</summary>
    public string? CauseWord => this is NotVerified { Cause: var cause } ? JsonNamingPolicy.KebabCaseLower.ConvertName(cause.ToString()) : null;

    /// <summary>Somebody vouches for it.</summary>
    /// <param name="Signer">Who.</param>
    /// <param name="SignedAt">When, by a source that proved it; null where nothing but the key speaks.</param>
    public sealed record Verified(Signer Signer, DateTimeOffset? SignedAt) : Verdict
    {
        /// <summary>What was said, for statements: the type of the predicate.</summary>
        public string? PredicateType { get; init; }

        /// <summary>What does not change the answer and should be known: what was only logged by the policy, what was not there.</summary>
        public IReadOnlyList<string> Remarks { get; init; } = [];
    }

    /// <summary>Nobody vouches for it, as far as could be told.</summary>
    /// <param name="Reason">Why, for people.</param>
    /// <param name="Cause">What the reason speaks of.</param>
    public abstract record NotVerified(string Reason, VerdictCause Cause) : Verdict;

    /// <summary>It does not prove what it claims.</summary>
    public sealed record Refused(string Reason, VerdictCause Cause = VerdictCause.Invalid) : NotVerified(Reason, Cause)
    {
        /// <summary>Makes a verdict of what a verification threw.</summary>
        public static Refused Of(RefusedException refusal) => new(refusal.Message, refusal.Cause);
    }

    /// <summary>It could not be told, because something that is needed was not to be had.</summary>
    public sealed record Unknown(string Reason, VerdictCause Cause) : NotVerified(Reason, Cause);

    /// <summary>Makes a verdict of a verification that throws what it refuses.</summary>
    internal static Verdict Of(Func<Verified> verify)
    {
        try
        {
            return verify();
        }
        catch (RefusedException e)
        {
            return Refused.Of(e);
        }
    }
}
