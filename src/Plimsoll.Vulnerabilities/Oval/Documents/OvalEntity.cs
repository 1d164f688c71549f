using Plimsoll.Vulnerabilities.Oval.Logic;
using Plimsoll.Vulnerabilities.Oval.Values;

namespace Plimsoll.Vulnerabilities.Oval.Documents;

/// <summary>What an object or a state says of one property of items.</summary>
/// <param name="Name">The property.</param>
/// <param name="Value">The value; empty where a variable has it.</param>
/// <param name="Datatype">How values are compared.</param>
/// <param name="Operation">What is asked.</param>
/// <param name="VariableId">The variable that has the values; null without one.</param>
/// <param name="VariableCheck">How many of these values must fit.</param>
/// <param name="EntityCheck">How many of the properties of that name must fit.</param>
/// <param name="IsNil">True for <c>xsi:nil</c>: the property is not asked for.</param>
internal sealed record OvalEntity(string Name, string Value, Datatype Datatype, Operation Operation, string? VariableId, Check VariableCheck, Check EntityCheck, bool IsNil);
