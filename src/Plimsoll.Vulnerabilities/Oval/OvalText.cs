using System.Runtime.InteropServices;

namespace Plimsoll.Vulnerabilities.Oval;

/// <summary>The text of a file, or why there is none.</summary>
/// <param name="Text">The text; null when it was not read.</param>
/// <param name="Reason">Why it was not read; null when it was.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct OvalText(string? Text, string? Reason);
