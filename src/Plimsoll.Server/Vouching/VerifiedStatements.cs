using System.Runtime.CompilerServices;
using Plimsoll.Storage.Metadata;

namespace Plimsoll.Server.Vouching;

/// <summary>Verified statements about something, behind however many that are not: whoever may push can leave claims about anything, and these must hide nothing.</summary>
internal static class VerifiedStatements
{
    private const int Page = 50;

    /// <summary>The verified statements of a type, oldest first.</summary>
    public static async IAsyncEnumerable<VouchingRecord> ListVerifiedAsync(this IVouchingStore store, string subject, string predicateType, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        for (long after = 0; ;)
        {
            var page = await store.ListAsync(subject, predicateType, after, Page, cancellationToken);
            foreach (var record in page)
            {
                if (record is { Verdict: "verified", Identity: not null }) yield return record;
            }
            if (page.Count < Page) yield break;
            after = page[^1].Id;
        }
    }
}
