using Plimsoll.Core;
using Plimsoll.Server.Configuration;

namespace Plimsoll.Server.Vouching;

/// <summary>Reads path patterns out of settings.</summary>
internal static class PathPatterns
{
    /// <exception cref="OptionsException">One of them is none.</exception>
    public static IReadOnlyList<PathPattern> Read(IEnumerable<string> texts, string key) =>
        [.. texts.Select(text => PathPattern.TryParse(text, out var pattern) ? pattern : throw new OptionsException(key, text, "expected a path pattern such as shop/**"))];
}
