using Plimsoll.Vulnerabilities.Oval.Logic;

namespace Plimsoll.Vulnerabilities.Oval.Documents;

/// <summary>What an item must be like.</summary>
internal sealed record OvalState(string Id, LogicOperator Operator, IReadOnlyList<OvalEntity> Entities);
