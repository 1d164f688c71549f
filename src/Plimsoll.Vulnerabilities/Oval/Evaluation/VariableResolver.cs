using Plimsoll.Vulnerabilities.Oval.Items;

namespace Plimsoll.Vulnerabilities.Oval.Evaluation;

/// <summary>Works out the values of variables.</summary>
internal sealed class VariableResolver(Evaluator evaluator)
{
    private readonly Functions _functions = new(evaluator);

    public VariableValues Resolve(string id)
    {
        if (!evaluator.Document.Variables.TryGetValue(id, out var variable)) return VariableValues.Error($"the document has no variable {id}");
        if (variable.IsExternal) return evaluator.External.Find(id) is { } given ? VariableValues.Of(given) : new VariableValues(CollectionFlag.NotCollected, [], $"the variable {id} needs a value from outside");
        return variable.Values is { } values ? VariableValues.Of(values) : _functions.Apply(variable.Function!);
    }
}
