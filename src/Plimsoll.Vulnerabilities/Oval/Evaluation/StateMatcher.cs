using Plimsoll.Vulnerabilities.Oval.Documents;
using Plimsoll.Vulnerabilities.Oval.Items;
using Plimsoll.Vulnerabilities.Oval.Logic;
using Plimsoll.Vulnerabilities.Oval.Values;

namespace Plimsoll.Vulnerabilities.Oval.Evaluation;

/// <summary>Compares items with states.</summary>
internal sealed class StateMatcher(Evaluator evaluator)
{
    /// <summary>Whether an item is as several states say.</summary>
    public OvalVerdict Match(OvalItem item, IReadOnlyList<string> states, LogicOperator how)
    {
        if (states.Count == 1 && how != LogicOperator.Invalid) return Match(item, states[0]);
        var tally = new ResultTally();
        foreach (var state in states) tally.Add(Match(item, state));
        return tally.By(how);
    }

    /// <summary>Whether an item is as a state says.</summary>
    public OvalVerdict Match(OvalItem item, string stateId)
    {
        if (!evaluator.Document.States.TryGetValue(stateId, out var state)) return new OvalVerdict(OvalResult.Error, $"the document has no state {stateId}");
        // A state that asks for nothing is what everything is like.
        if (state.Entities.Count == 0) return new OvalVerdict(OvalResult.True);
        var tally = new ResultTally();
        foreach (var entity in state.Entities) tally.Add(Match(item, entity));
        return tally.By(state.Operator);
    }

    private OvalVerdict Match(OvalItem item, OvalEntity entity)
    {
        if (entity.Datatype == Datatype.Record) return new OvalVerdict(OvalResult.Unknown, "records are not compared here");
        if (entity.IsNil && entity.VariableId is null) return new OvalVerdict(OvalResult.True);
        var tally = new ResultTally();
        var isThere = false;
        foreach (var property in item.Entities)
        {
            if (property.Name != entity.Name) continue;
            isThere = true;
            tally.Add(property switch
            {
                { Value: { } value } => Match(entity, value),
                { Problem: { } problem } => new OvalVerdict(OvalResult.Unknown, problem),
                _ => new OvalVerdict(OvalResult.False),
            });
        }
        return isThere ? tally.By(entity.EntityCheck) : new OvalVerdict(OvalResult.Unknown, $"the property {entity.Name} of {item.Kind} is not collected");
    }

    private OvalVerdict Match(OvalEntity entity, string there)
    {
        if (entity.VariableId is null) return evaluator.Comparison.Compare(entity.Value, there, entity.Datatype, entity.Operation);
        var variable = evaluator.Variable(entity.VariableId);
        if (!variable.HasValues) return new OvalVerdict(variable.Flag is CollectionFlag.NotCollected or CollectionFlag.NotApplicable ? OvalResult.Unknown : OvalResult.Error, variable.Reason ?? $"the variable {entity.VariableId} has no values");
        var tally = new ResultTally();
        foreach (var value in variable.Values) tally.Add(evaluator.Comparison.Compare(value, there, entity.Datatype, entity.Operation));
        var verdict = tally.By(entity.VariableCheck);
        var isSettled = variable.Flag == CollectionFlag.Complete || (entity.VariableCheck, verdict.Result) is (Check.All or Check.NoneSatisfy, OvalResult.False) or (Check.AtLeastOne, OvalResult.True);
        return isSettled ? verdict : new OvalVerdict(OvalResult.Unknown, variable.Reason);
    }
}
