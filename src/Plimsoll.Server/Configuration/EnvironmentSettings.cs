using System.Collections;

namespace Plimsoll.Server.Configuration;

/// <summary>Reads settings from variables such as <c>PLIMSOLL__REGISTRY__MAXBLOBSIZE</c>; lists are separated by commas.</summary>
internal static class EnvironmentSettings
{
    private const string Prefix = "PLIMSOLL__";

    /// <summary>The settings in order of their names.</summary>
    public static IEnumerable<Setting> Read(IDictionary environment) =>
        from string name in environment.Keys
        where name.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase)
        orderby name
        select new Setting(name[Prefix.Length..].Replace("__", ".", StringComparison.Ordinal), [(string?)environment[name] ?? ""], name) { Spell = Spell };

    private static string Spell(string key) => Prefix + key.Replace(".", "__", StringComparison.Ordinal).ToUpperInvariant();
}
