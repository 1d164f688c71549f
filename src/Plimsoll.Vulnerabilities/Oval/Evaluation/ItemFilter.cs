using Plimsoll.Vulnerabilities.Oval.Documents;
using Plimsoll.Vulnerabilities.Oval.Items;

namespace Plimsoll.Vulnerabilities.Oval.Evaluation;

/// <summary>Takes items out by states.</summary>
internal sealed class ItemFilter(Evaluator evaluator)
{
    private readonly StateMatcher _states = new(evaluator);

    /// <summary>The items that all filters leave. One of which nobody can say whether it stays makes the rest incomplete.</summary>
    public ItemCollection Apply(ItemCollection found, IReadOnlyList<OvalFilter> filters)
    {
        foreach (var filter in filters)
        {
            if (found.Items.Count == 0) return found;
            var kept = new List<OvalItem>(found.Items.Count);
            var reason = found.Reason;
            var isSure = true;
            foreach (var item in found.Items)
            {
                var verdict = _states.Match(item, filter.StateId);
                if (verdict.Result is not (OvalResult.True or OvalResult.False)) (isSure, reason) = (false, reason ?? verdict.Reason);
                else if (verdict.Result == OvalResult.True == filter.Includes) kept.Add(item);
            }
            found = !isSure ? new ItemCollection(CollectionFlag.Incomplete, kept, reason)
                : found.Flag == CollectionFlag.Complete ? ItemCollection.Of(kept)
                : found with { Items = kept };
        }
        return found;
    }
}
