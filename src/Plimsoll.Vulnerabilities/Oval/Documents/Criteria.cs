using Plimsoll.Vulnerabilities.Oval.Logic;

namespace Plimsoll.Vulnerabilities.Oval.Documents;

/// <summary>A node of the tree of conditions of a definition.</summary>
/// <param name="Negate">True when the opposite is meant.</param>
internal abstract record CriteriaNode(bool Negate);

/// <summary>Several conditions.</summary>
internal sealed record Criteria(LogicOperator Operator, IReadOnlyList<CriteriaNode> Nodes, bool Negate) : CriteriaNode(Negate);

/// <summary>A test.</summary>
internal sealed record Criterion(string TestId, bool Negate) : CriteriaNode(Negate);

/// <summary>Another definition.</summary>
internal sealed record ExtendDefinition(string DefinitionId, bool Negate) : CriteriaNode(Negate);
