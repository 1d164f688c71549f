using Plimsoll.Vulnerabilities.Oval.Documents;
using Plimsoll.Vulnerabilities.Oval.Logic;
using Plimsoll.Vulnerabilities.Oval.Values;

namespace Plimsoll.Vulnerabilities.Oval.Evaluation;

/// <summary>What an object asks of a property, with the values of its variable.</summary>
/// <param name="entity">What the document says.</param>
/// <param name="values">The values.</param>
/// <param name="comparison">Compares.</param>
internal sealed class EntityQuery(OvalEntity entity, IReadOnlyList<string> values, ValueComparison comparison)
{
    private string? _problem;

    /// <summary>The values that are asked for.</summary>
    public IReadOnlyList<string> Values => values;

    /// <summary>What is asked of them.</summary>
    public Operation Operation => entity.Operation;

    /// <summary>True when the property must be one of the values.</summary>
    public bool IsEquals => entity is { Operation: Operation.Equals, Datatype: Datatype.Text };

    /// <summary>What went wrong while comparing; null when nothing did.</summary>
    public string? Problem => _problem;

    /// <summary>Whether a value is as asked for.</summary>
    public bool IsMatch(string there)
    {
        if (values.Count == 1) return IsTrue(comparison.Compare(values[0], there, entity.Datatype, entity.Operation));
        var tally = new ResultTally();
        foreach (var value in values) tally.Add(comparison.Compare(value, there, entity.Datatype, entity.Operation));
        return IsTrue(tally.By(entity.VariableCheck));
    }

    private bool IsTrue(OvalVerdict verdict)
    {
        if (verdict.Result is not (OvalResult.True or OvalResult.False)) _problem ??= verdict.Reason;
        return verdict.Result == OvalResult.True;
    }
}
