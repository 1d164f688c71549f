using Plimsoll.Core.Errors;
using Plimsoll.Core.Rules;

namespace Plimsoll.Storage.Metadata;

/// <summary>A quota with its limits and what is used of it.</summary>
internal sealed record QuotaRow(Rule Rule, long Bytes, long Tags, long Reserved)
{
    public QuotaTerms Terms => (QuotaTerms)Rule.Terms;

    /// <summary>
    /// Lets a change stand, or not: what makes more of something than is allowed is refused; what makes nothing more goes through, also where a quota was set too low for what
    /// was there already.
    /// </summary>
    /// <param name="before">The quotas of a repository before a change.</param>
    /// <param name="after">The same after it.</param>
    /// <exception cref="OciException">DENIED; the change has to be taken back.</exception>
    public static void Require(IReadOnlyList<QuotaRow> before, IReadOnlyList<QuotaRow> after)
    {
        foreach (var (was, now) in before.Zip(after))
        {
            if (now.Terms.MaxBytes is { } bytes && now.Bytes > was.Bytes && now.Bytes + now.Reserved > bytes)
                throw RuleRefusal.Bytes(now.Rule, bytes, was.Bytes, now.Reserved, now.Bytes - was.Bytes);
            if (now.Terms.MaxTags is { } tags && now.Tags > was.Tags && now.Tags > tags)
                throw RuleRefusal.Tags(now.Rule, tags, was.Tags, now.Tags - was.Tags);
        }
    }

    /// <summary>Is there something to set aside for an upload, and room for it?</summary>
    /// <param name="mine">Bytes that the upload has set aside in this quota already.</param>
    /// <param name="total">Bytes that it will have.</param>
    /// <exception cref="OciException">DENIED: there is no room.</exception>
    public bool RequireRoom(long mine, long total)
    {
        if (Terms.MaxBytes is not { } limit || total <= mine) return false;
        var others = Reserved - mine;
        if (Bytes + others + total > limit) throw RuleRefusal.Bytes(Rule, limit, Bytes, others, total);
        return true;
    }
}
