using Plimsoll.Vulnerabilities.Oval.Documents;

namespace Plimsoll.Vulnerabilities.Oval.Evaluation;

/// <summary>An object with the values of its variables: what a probe looks for.</summary>
internal sealed class ObjectQuery(Evaluator evaluator, OvalObject wanted, IReadOnlyDictionary<string, EntityQuery> entities)
{
    /// <summary>The object as the document has it.</summary>
    public OvalObject Object => wanted;

    /// <summary>Who asks.</summary>
    public Evaluator Evaluator => evaluator;

    /// <summary>The system that is looked at.</summary>
    public IOvalSystem System => evaluator.System;

    /// <summary>What may be spent.</summary>
    public OvalLimits Limits => evaluator.Options.Limits;

    /// <summary>What is asked of a property; null when nothing is.</summary>
    public EntityQuery? this[string name] => entities.GetValueOrDefault(name);

    /// <summary>What went wrong while comparing; null when nothing did.</summary>
    public string? Problem => entities.Values.Select(entity => entity.Problem).FirstOrDefault(problem => problem is not null);

    /// <summary>A behaviour by its name.</summary>
    public string Behavior(string name, string otherwise) => wanted.Behaviors.GetValueOrDefault(name, otherwise);
}
