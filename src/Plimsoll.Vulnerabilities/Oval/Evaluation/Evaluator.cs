using Plimsoll.Vulnerabilities.Oval.Documents;
using Plimsoll.Vulnerabilities.Oval.Items;
using Plimsoll.Vulnerabilities.Oval.Logic;
using Plimsoll.Vulnerabilities.Oval.Probes;
using Plimsoll.Vulnerabilities.Oval.Values;

namespace Plimsoll.Vulnerabilities.Oval.Evaluation;

/// <summary>One evaluation of a document on a system: definitions lead to tests, these to objects and states, these to variables, and those to objects again. Each is worked out once.</summary>
internal sealed class Evaluator
{
    private readonly Memo<OvalVerdict> _definitions;
    private readonly Memo<OvalVerdict> _tests;
    private readonly Memo<ItemCollection> _objects;
    private readonly Memo<VariableValues> _variables;

    public Evaluator(OvalDocument document, IOvalSystem system, OvalVariables external, OvalOptions options, CancellationToken cancellationToken)
    {
        (Document, System, External, Options) = (document, system, external, options);
        Chain = new Chain(options.Limits, options.Time, cancellationToken);
        Patterns = new PatternCache(options.Limits.MatchTimeout);
        Comparison = new ValueComparison(Patterns);
        Packages = new PackageItems(system);
        var (tests, objects, variables) = (new TestEvaluator(this), new ObjectCollector(this), new VariableResolver(this));
        _definitions = new(Chain, WorkOut, reason => new OvalVerdict(OvalResult.Error, reason));
        _tests = new(Chain, tests.Evaluate, reason => new OvalVerdict(OvalResult.Error, reason));
        _objects = new(Chain, objects.Collect, ItemCollection.Error);
        _variables = new(Chain, variables.Resolve, VariableValues.Error);
    }

    public OvalDocument Document { get; }
    public IOvalSystem System { get; }
    public OvalVariables External { get; }
    public OvalOptions Options { get; }
    public Chain Chain { get; }
    public PatternCache Patterns { get; }
    public ValueComparison Comparison { get; }
    public PackageItems Packages { get; }

    public OvalVerdict Definition(string id) => _definitions.Of(id);
    public ItemCollection Object(string id) => _objects.Of(id);
    public VariableValues Variable(string id) => _variables.Of(id);

    private OvalVerdict WorkOut(string id)
    {
        if (!Document.Definitions.TryGetValue(id, out var definition)) return new OvalVerdict(OvalResult.Error, $"the document has no definition {id}");
        return definition.Criteria is { } criteria ? Node(criteria) : new OvalVerdict(OvalResult.NotEvaluated, "the definition has no criteria");
    }

    private OvalVerdict Node(CriteriaNode node)
    {
        var verdict = node switch
        {
            Criteria criteria => Group(criteria),
            Criterion criterion => _tests.Of(criterion.TestId),
            ExtendDefinition extended => Definition(extended.DefinitionId),
            _ => throw new InvalidOperationException("a node of criteria is of a kind that is not known"),
        };
        return !node.Negate ? verdict : verdict.Result switch
        {
            OvalResult.True => new OvalVerdict(OvalResult.False),
            OvalResult.False => new OvalVerdict(OvalResult.True),
            _ => verdict,
        };
    }

    private OvalVerdict Group(Criteria criteria)
    {
        if (criteria.Nodes.Count == 0) return new OvalVerdict(OvalResult.NotEvaluated, "criteria have nothing in them");
        var tally = new ResultTally();
        foreach (var node in criteria.Nodes) tally.Add(Node(node));
        return tally.By(criteria.Operator);
    }
}
