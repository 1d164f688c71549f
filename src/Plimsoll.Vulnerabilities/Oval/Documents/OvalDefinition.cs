namespace Plimsoll.Vulnerabilities.Oval.Documents;

/// <summary>A definition.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Class">What it is for, such as <c>patch</c>, <c>vulnerability</c>, <c>compliance</c> or <c>inventory</c>.</param>
/// <param name="Title">Its title; null without one.</param>
/// <param name="Criteria">Its conditions; null without any.</param>
internal sealed record OvalDefinition(string Id, string Class, string? Title, Criteria? Criteria);
