using System.Text.Json;

namespace Plimsoll.Client.Conformance;

/// <summary>An answer of a registry, and what a check expects of it.</summary>
/// <param name="Request">Method and path, for messages.</param>
/// <param name="Status">The status.</param>
/// <param name="Headers">All headers; the first value of each counts.</param>
/// <param name="Body">The bytes.</param>
public sealed record Reply(string Request, int Status, IReadOnlyList<KeyValuePair<string, string>> Headers, byte[] Body)
{
    /// <summary>A header, or null.</summary>
    public string? this[string name] => Headers.Where(header => header.Key.Equals(name, StringComparison.OrdinalIgnoreCase)).Select(header => header.Value).FirstOrDefault();

    /// <summary>The body as JSON.</summary>
    /// <exception cref="CheckFailedException">It is none.</exception>
    public JsonElement Json
    {
        get
        {
            try
            {
                return JsonDocument.Parse(Body).RootElement;
            }
            catch (JsonException)
            {
                throw new CheckFailedException($"{Request}: the body is not JSON.");
            }
        }
    }

    /// <summary>Expects one of some statuses.</summary>
    /// <exception cref="CheckFailedException">Another came.</exception>
    public Reply Expect(params int[] statuses) =>
        statuses.Contains(Status) ? this : throw new CheckFailedException($"{Request} must be answered with {string.Join(" or ", statuses)}; {Status} came.");

    /// <summary>Expects a header.</summary>
    /// <exception cref="CheckFailedException">It is not there.</exception>
    public string Header(string name) => this[name] is { Length: > 0 } value ? value : throw new CheckFailedException($"{Request}: the header {name} is missing.");

    /// <summary>Expects a header to have a value.</summary>
    /// <exception cref="CheckFailedException">It has another, or is missing.</exception>
    public Reply With(string name, string value) =>
        Header(name) == value ? this : throw new CheckFailedException($"{Request}: {name} must be '{value}'; it is '{this[name]}'.");

    /// <summary>Expects the body to be some bytes.</summary>
    /// <exception cref="CheckFailedException">They differ.</exception>
    public Reply WithBody(ReadOnlySpan<byte> expected) =>
        expected.SequenceEqual(Body) ? this : throw new CheckFailedException($"{Request}: the {Body.Length} bytes that came are not the {expected.Length} that were pushed.");

    /// <summary>Expects the body to be a list of errors with one of some codes.</summary>
    /// <exception cref="CheckFailedException">It is not.</exception>
    public Reply WithError(params string[] codes)
    {
        if (!Json.TryGetProperty("errors", out var errors) || errors.ValueKind != JsonValueKind.Array || errors.GetArrayLength() == 0) throw new CheckFailedException($"{Request}: the body has no list 'errors'.");
        var found = errors.EnumerateArray().Select(error => error.TryGetProperty("code", out var code) ? code.GetString() : null).ToList();
        return found.Exists(code => codes.Contains(code)) ? this : throw new CheckFailedException($"{Request}: the error must have the code {string.Join(" or ", codes)}; it has {string.Join(", ", found)}.");
    }
}
