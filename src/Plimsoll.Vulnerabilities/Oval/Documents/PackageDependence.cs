namespace Plimsoll.Vulnerabilities.Oval.Documents;

/// <summary>Finds the definitions that ask for nothing but packages. What leads back to itself, or leads nowhere, asks for nothing else either.</summary>
internal sealed class PackageDependence(OvalDocument document)
{
    private const int MaxDepth = 200;

    private readonly HashSet<string> _seen = new(StringComparer.Ordinal);

    public bool Of(string definition) => Definition(definition, 0);

    private bool Definition(string id, int depth)
    {
        if (depth > MaxDepth) return false;
        return !_seen.Add(id) || document.Definitions.GetValueOrDefault(id)?.Criteria is not { } criteria || Node(criteria, depth + 1);
    }

    private bool Node(CriteriaNode node, int depth) => node switch
    {
        Criteria criteria => criteria.Nodes.All(part => Node(part, depth)),
        ExtendDefinition extended => Definition(extended.DefinitionId, depth),
        Criterion criterion => !document.Tests.TryGetValue(criterion.TestId, out var test) || Test(test, depth),
        _ => false,
    };

    private bool Test(OvalTest test, int depth) =>
        test.Kind is "linux:dpkginfo" or "linux:rpminfo" && (test.ObjectId is null || Object(test.ObjectId, depth)) && test.States.All(state => State(state, depth));

    private bool Object(string id, int depth) => depth <= MaxDepth && (!_seen.Add(id) || !document.Objects.TryGetValue(id, out var found)
        || found.Kind is "linux:dpkginfo" or "linux:rpminfo" && found.Entities.All(entity => Entity(entity, depth)) && found.Filters.All(filter => State(filter.StateId, depth)) && Set(found.Set, depth));

    private bool Set(OvalSet? set, int depth) =>
        set is null || (set.Objects.All(id => Object(id, depth + 1)) && set.Filters.All(filter => State(filter.StateId, depth)) && set.Sets.All(inner => Set(inner, depth + 1)));

    private bool State(string id, int depth) => !document.States.TryGetValue(id, out var state) || state.Entities.All(entity => Entity(entity, depth));

    private bool Entity(OvalEntity entity, int depth) => entity.VariableId is null || Variable(entity.VariableId, depth + 1);

    /// <summary>Values from outside may differ between two evaluations, constants do not.</summary>
    private bool Variable(string id, int depth) =>
        depth <= MaxDepth && (!document.Variables.TryGetValue(id, out var variable) || (!variable.IsExternal && (variable.Function is null || !_seen.Add(id) || Function(variable.Function, depth))));

    private bool Function(OvalFunction function, int depth) => function.Name switch
    {
        "object_component" => Object(function.Attributes.GetValueOrDefault("object_ref") ?? "", depth + 1),
        "variable_component" => Variable(function.Attributes.GetValueOrDefault("var_ref") ?? "", depth + 1),
        "time_difference" => false,
        _ => function.Parts.All(part => Function(part, depth)),
    };
}
