namespace Plimsoll.Vulnerabilities.Oval.Documents;

/// <summary>Values with a name: those of the document, those worked out by a function, or those that somebody gives from outside.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Values">The values of a constant; null for others.</param>
/// <param name="Function">What works them out; null for others.</param>
internal sealed record OvalVariable(string Id, IReadOnlyList<string>? Values, OvalFunction? Function)
{
    /// <summary>True when the values come from outside.</summary>
    public bool IsExternal => Values is null && Function is null;
}

/// <summary>A function, a reference or a literal from which the values of a variable are made.</summary>
/// <param name="Name">Its element, such as <c>concat</c> or <c>object_component</c>.</param>
/// <param name="Attributes">Its attributes.</param>
/// <param name="Text">Its text.</param>
/// <param name="Parts">What it works on.</param>
internal sealed record OvalFunction(string Name, IReadOnlyDictionary<string, string> Attributes, string Text, IReadOnlyList<OvalFunction> Parts);
