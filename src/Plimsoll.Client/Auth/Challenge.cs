using System.Net.Http.Headers;

namespace Plimsoll.Client.Auth;

/// <summary>One challenge of a WWW-Authenticate header (RFC 9110, 11.6.1).</summary>
/// <param name="Scheme">Lower case, such as <c>bearer</c>.</param>
/// <param name="Parameters">The parameters, names in lower case, values without quotes.</param>
internal sealed record Challenge(string Scheme, IReadOnlyDictionary<string, string> Parameters)
{
    public string? this[string name] => Parameters.GetValueOrDefault(name);

    public static Challenge Of(AuthenticationHeaderValue header) => new(header.Scheme.ToLowerInvariant(), ParametersOf(header.Parameter ?? ""));

    private static Dictionary<string, string> ParametersOf(string text)
    {
        var parameters = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        var i = 0;
        while (i < text.Length)
        {
            var equals = text.IndexOf('=', i);
            if (equals < 0) break;
            var name = text[i..equals].Trim(' ', ',', '\t');
            i = equals + 1;
            parameters.TryAdd(name, ReadValue(text, ref i));
        }
        return parameters;
    }

    private static string ReadValue(string text, ref int i)
    {
        if (i >= text.Length || text[i] != '"')
        {
            var comma = text.IndexOf(',', i);
            var token = text[i..(comma < 0 ? text.Length : comma)];
            i += token.Length + 1;
            return token.Trim();
        }
        var value = new System.Text.StringBuilder();
        for (i++; i < text.Length && text[i] != '"'; i++)
        {
            if (text[i] == '\\' && i + 1 < text.Length) i++;
            value.Append(text[i]);
        }
        i++;
        return value.ToString();
    }
}
