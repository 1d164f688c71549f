using Plimsoll.Vulnerabilities.Oval.Evaluation;
using Plimsoll.Vulnerabilities.Oval.Items;

namespace Plimsoll.Vulnerabilities.Oval.Probes;

/// <summary>The values of a variable (independent-definitions-schema, variable_object).</summary>
internal sealed class VariableProbe : IProbe
{
    public bool LooksAtFiles => false;

    public ItemCollection Collect(ObjectQuery query)
    {
        if (query["var_ref"]?.Values is not [var id]) return ItemCollection.Error($"{query.Object.Id} names no variable");
        var variable = query.Evaluator.Variable(id);
        if (variable.Flag == CollectionFlag.DoesNotExist) return ItemCollection.Empty;
        return new ItemCollection(variable.Flag, variable.HasValues ? [new OvalItem("independent:variable", [new("var_ref", id), .. variable.Values.Select(value => new ItemEntity("value", value))])] : [], variable.Reason);
    }
}
