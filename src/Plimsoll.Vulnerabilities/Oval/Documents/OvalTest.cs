using Plimsoll.Vulnerabilities.Oval.Logic;

namespace Plimsoll.Vulnerabilities.Oval.Documents;

/// <summary>A test: which items an object describes, how many of them exist, how many of them are as states say.</summary>
internal sealed record OvalTest(string Id, string Kind, Check Check, Existence Existence, LogicOperator StateOperator, string? ObjectId, IReadOnlyList<string> States);
