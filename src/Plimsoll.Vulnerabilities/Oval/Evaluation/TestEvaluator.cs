using Plimsoll.Vulnerabilities.Oval.Documents;
using Plimsoll.Vulnerabilities.Oval.Items;
using Plimsoll.Vulnerabilities.Oval.Logic;

namespace Plimsoll.Vulnerabilities.Oval.Evaluation;

/// <summary>Works out tests (OVAL 5.11.2, oval-definitions-schema, TestType): first whether as many items exist as must, then whether as many of them are as the states say.</summary>
internal sealed class TestEvaluator(Evaluator evaluator)
{
    private readonly StateMatcher _states = new(evaluator);

    public OvalVerdict Evaluate(string id)
    {
        if (!evaluator.Document.Tests.TryGetValue(id, out var test)) return Error($"the document has no test {id}");
        if (test.Kind == "independent:unknown") return new OvalVerdict(OvalResult.Unknown, "the author of the document knows no way to test it");
        if (test.Check == Check.Invalid || test.Existence == Existence.Invalid || test.StateOperator == LogicOperator.Invalid) return Error($"{id} uses a word that OVAL does not know");
        if (test.ObjectId is null) return Error($"{id} names no object");
        if (evaluator.Document.Objects.TryGetValue(test.ObjectId, out var meant) && meant.Kind != test.Kind) return Error($"{id} is of the kind {test.Kind}, its object of the kind {meant.Kind}");
        return Evaluate(test, evaluator.Object(test.ObjectId));
    }

    private OvalVerdict Evaluate(OvalTest test, ItemCollection found)
    {
        // Any number may exist, and nothing is asked of them: whatever there is, it holds.
        if (test is { Existence: Existence.AnyExist, States.Count: 0 }) return new OvalVerdict(OvalResult.True);
        var hasStates = test.States.Count > 0;
        switch (found.Flag)
        {
            case CollectionFlag.Error:
                return Error(found.Reason ?? "the items could not be collected");
            case CollectionFlag.NotCollected:
                return new OvalVerdict(OvalResult.Unknown, found.Reason);
            case CollectionFlag.NotApplicable:
                return new OvalVerdict(OvalResult.NotApplicable, found.Reason);
            case CollectionFlag.Incomplete:
                return Incomplete(test, found);
            case CollectionFlag.DoesNotExist:
                return new OvalVerdict(test.Existence is Existence.NoneExist or Existence.AnyExist ? OvalResult.True : OvalResult.False);
            default:
                var exists = new ItemTally(found.Items.Count, 0, 0, 0).By(test.Existence);
                return exists == OvalResult.True && hasStates ? States(test, found.Items) : new OvalVerdict(exists);
        }
    }

    /// <summary>What is said of items of which some are not known must hold whatever those are.</summary>
    private OvalVerdict Incomplete(OvalTest test, ItemCollection found)
    {
        var unknown = new OvalVerdict(OvalResult.Unknown, found.Reason);
        var exists = test.Existence switch
        {
            Existence.AnyExist => OvalResult.True,
            Existence.AtLeastOneExists when found.Items.Count > 0 => OvalResult.True,
            Existence.NoneExist when found.Items.Count > 0 => OvalResult.False,
            Existence.OnlyOneExists when found.Items.Count > 1 => OvalResult.False,
            _ => OvalResult.Unknown,
        };
        if (exists == OvalResult.Unknown) return unknown;
        if (exists == OvalResult.False || test.States.Count == 0) return new OvalVerdict(exists);
        if (found.Items.Count == 0) return unknown;
        var verdict = States(test, found.Items);
        return (test.Check, verdict.Result) is (Check.All or Check.NoneSatisfy, OvalResult.False) or (Check.AtLeastOne, OvalResult.True) ? verdict : unknown;
    }

    private OvalVerdict States(OvalTest test, IReadOnlyList<OvalItem> items)
    {
        // Any number may exist, none does: nothing contradicts.
        if (items.Count == 0) return new OvalVerdict(OvalResult.True);
        var tally = new ResultTally();
        foreach (var item in items) tally.Add(_states.Match(item, test.States, test.StateOperator));
        return tally.By(test.Check);
    }

    private static OvalVerdict Error(string reason) => new(OvalResult.Error, reason);
}
