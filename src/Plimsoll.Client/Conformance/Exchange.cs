namespace Plimsoll.Client.Conformance;

/// <summary>A request and its answer, for people. Credentials are never in it.</summary>
/// <param name="Method">The method.</param>
/// <param name="Address">Path and query.</param>
/// <param name="RequestHeaders">Headers that were sent on purpose.</param>
/// <param name="RequestBody">The body, or how long it was; null for none.</param>
/// <param name="Status">The status; null when no answer came.</param>
/// <param name="ResponseHeaders">The headers of the answer.</param>
/// <param name="ResponseBody">The body, or how long it was; null for none.</param>
public sealed record Exchange(string Method, string Address, IReadOnlyList<KeyValuePair<string, string>> RequestHeaders, string? RequestBody, int? Status, IReadOnlyList<KeyValuePair<string, string>> ResponseHeaders, string? ResponseBody);
