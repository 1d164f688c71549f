using Plimsoll.Vulnerabilities.Oval.Documents;
using Plimsoll.Vulnerabilities.Oval.Items;
using Plimsoll.Vulnerabilities.Oval.Probes;

namespace Plimsoll.Vulnerabilities.Oval.Evaluation;

/// <summary>Finds the items that objects describe.</summary>
internal sealed class ObjectCollector(Evaluator evaluator)
{
    private readonly SetCombiner _sets = new(evaluator);
    private readonly ItemFilter _filter = new(evaluator);

    public ItemCollection Collect(string id)
    {
        if (!evaluator.Document.Objects.TryGetValue(id, out var wanted)) return ItemCollection.Error($"the document has no object {id}");
        var found = wanted.Set is { } set ? _sets.Combine(set) : Probe(wanted);
        return wanted.Filters.Count == 0 ? found : _filter.Apply(found, wanted.Filters);
    }

    private ItemCollection Probe(OvalObject wanted)
    {
        if (KnownProbes.Find(wanted.Kind) is not { } probe) return ItemCollection.NotCollected(KnownProbes.WhyNot(wanted.Kind));
        if (probe.LooksAtFiles && evaluator.System.Doubt is { } doubt) return ItemCollection.NotCollected(doubt);
        var entities = new Dictionary<string, EntityQuery>(wanted.Entities.Count, StringComparer.Ordinal);
        string? gap = null;
        foreach (var entity in wanted.Entities)
        {
            if (entity.VariableId is null)
            {
                if (!entity.IsNil) entities[entity.Name] = new EntityQuery(entity, [entity.Value], evaluator.Comparison);
                continue;
            }
            var variable = evaluator.Variable(entity.VariableId);
            if (variable.Flag == CollectionFlag.DoesNotExist) return ItemCollection.Empty;
            if (!variable.HasValues) return new ItemCollection(variable.Flag, [], variable.Reason);
            if (variable.Flag == CollectionFlag.Incomplete) gap ??= variable.Reason;
            entities[entity.Name] = new EntityQuery(entity, variable.Values, evaluator.Comparison);
        }
        var query = new ObjectQuery(evaluator, wanted, entities);
        var found = probe.Collect(query);
        if (query.Problem is { } problem) return ItemCollection.Error(problem);
        if (found.Items.Count > evaluator.Options.Limits.MaxItems) return ItemCollection.Error($"{wanted.Id} has more than {evaluator.Options.Limits.MaxItems} items");
        return found.Flag is CollectionFlag.Complete or CollectionFlag.DoesNotExist ? ItemCollection.Of(found.Items, gap) : found;
    }
}
