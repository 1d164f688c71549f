using Plimsoll.Vulnerabilities.Oval.Evaluation;

namespace Plimsoll.Vulnerabilities.Oval;

/// <summary>What became of the definitions of a document on a system.</summary>
public sealed class OvalEvaluation
{
    private OvalEvaluation(OrderedDictionary<string, OvalVerdict> definitions) => Definitions = definitions;

    /// <summary>The verdicts by the id of the definition, in the order of the document.</summary>
    public IReadOnlyDictionary<string, OvalVerdict> Definitions { get; }

    /// <summary>Evaluates a document. The same document, system and variables always give the same answer, where no definition asks for the time.</summary>
    /// <param name="document">The definitions.</param>
    /// <param name="system">What they are about.</param>
    /// <param name="variables">Values from outside; null for none.</param>
    /// <param name="options">How; null for the defaults.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public static OvalEvaluation Run(OvalDocument document, IOvalSystem system, OvalVariables? variables = null, OvalOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(document);
        ArgumentNullException.ThrowIfNull(system);
        var evaluator = new Evaluator(document, system, variables ?? OvalVariables.None, options ?? OvalOptions.Default, cancellationToken);
        var verdicts = new OrderedDictionary<string, OvalVerdict>(document.Definitions.Count, StringComparer.Ordinal);
        if (options?.Definition is { } only) verdicts.Add(only, evaluator.Definition(only));
        else foreach (var id in document.Definitions.Keys) verdicts.Add(id, evaluator.Definition(id));
        return new OvalEvaluation(verdicts);
    }
}
