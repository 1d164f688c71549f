using Plimsoll.Vulnerabilities.Oval.Documents;
using Plimsoll.Vulnerabilities.Oval.Items;

namespace Plimsoll.Vulnerabilities.Oval.Evaluation;

/// <summary>Puts the items of objects together (OVAL 5.11.2, oval-definitions-schema, SetOperatorEnumeration, with its table of flags).</summary>
internal sealed class SetCombiner(Evaluator evaluator)
{
    private readonly ItemFilter _filter = new(evaluator);

    public ItemCollection Combine(OvalSet set)
    {
        if (set.Operator == SetOperator.Invalid) return ItemCollection.Error("a set has an operator that is none");
        var parts = set.Sets.Select(Combine).Concat(set.Objects.Select(evaluator.Object)).Select(part => set.Filters.Count == 0 ? part : _filter.Apply(part, set.Filters)).ToList();
        return parts switch
        {
            [] => ItemCollection.Error("a set has nothing in it"),
            [var only] => only,
            [var first, var second] => Combine(set.Operator, first, second),
            _ when set.Operator == SetOperator.Union => parts.Aggregate((all, part) => Combine(SetOperator.Union, all, part)),
            _ => ItemCollection.Error("a set has more than two parts"),
        };
    }

    private static ItemCollection Combine(SetOperator how, ItemCollection first, ItemCollection second)
    {
        IReadOnlyList<OvalItem> items = how switch
        {
            SetOperator.Union => [.. first.Items.Union(second.Items)],
            SetOperator.Intersection => [.. first.Items.Intersect(second.Items)],
            _ => [.. first.Items.Except(second.Items)],
        };
        var flag = FlagOf(how, first.Flag, second.Flag);
        if (flag is CollectionFlag.Complete or CollectionFlag.DoesNotExist) return ItemCollection.Of(items);
        return new ItemCollection(flag, flag == CollectionFlag.Incomplete ? items : [], first.Flag == flag ? first.Reason ?? second.Reason : second.Reason ?? first.Reason);
    }

    private static CollectionFlag FlagOf(SetOperator how, CollectionFlag first, CollectionFlag second)
    {
        // Nothing that exists can be taken out of nothing, or be shared with it.
        if (first == CollectionFlag.DoesNotExist && how != SetOperator.Union) return CollectionFlag.DoesNotExist;
        if (second == CollectionFlag.DoesNotExist && how == SetOperator.Intersection) return CollectionFlag.DoesNotExist;
        if (first == CollectionFlag.Error || second == CollectionFlag.Error) return CollectionFlag.Error;
        var (a, b) = (Plain(first), Plain(second));
        if (a == CollectionFlag.NotApplicable || b == CollectionFlag.NotApplicable)
        {
            if (how != SetOperator.Union) return CollectionFlag.NotApplicable;
            return a == CollectionFlag.NotApplicable ? second : first;
        }
        if (a == CollectionFlag.NotCollected || b == CollectionFlag.NotCollected)
        {
            var hasSome = how == SetOperator.Union && (a != CollectionFlag.NotCollected || b != CollectionFlag.NotCollected);
            return hasSome ? CollectionFlag.Incomplete : CollectionFlag.NotCollected;
        }
        return a == CollectionFlag.Incomplete || b == CollectionFlag.Incomplete
            // What may be in the second one as well cannot be told to be left.
            ? how == SetOperator.Complement && b == CollectionFlag.Incomplete ? CollectionFlag.NotCollected : CollectionFlag.Incomplete
            : CollectionFlag.Complete;
    }

    private static CollectionFlag Plain(CollectionFlag flag) => flag == CollectionFlag.DoesNotExist ? CollectionFlag.Complete : flag;
}
