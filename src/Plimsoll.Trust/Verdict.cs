namespace Plimsoll.Trust;

/// <summary>What a verification says: by whom, or no because, or not known because. There is no fourth answer, and no yes without a signer.</summary>
public abstract record Verdict
{
    private Verdict() { }

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

    /// <summary>It does not prove what it claims.</summary>
    public sealed record Refused(string Reason) : Verdict;

    /// <summary>It could not be told, because something that is needed was not to be had.</summary>
    public sealed record Unknown(string Reason) : Verdict;

    /// <summary>Makes a verdict of a verification that throws what it refuses.</summary>
    internal static Verdict Of(Func<Verified> verify)
    {
        try
        {
            return verify();
        }
        catch (RefusedException e)
        {
            return new Refused(e.Message);
        }
    }
}
