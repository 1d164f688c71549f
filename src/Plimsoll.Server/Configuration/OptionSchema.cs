using System.Reflection;

namespace Plimsoll.Server.Configuration;

/// <summary>Every option there is, read off <see cref="ServerOptions"/>: an option that is added there is known everywhere.</summary>
public static class OptionSchema
{
    /// <summary>The options in the order of their declaration.</summary>
    public static IReadOnlyList<OptionDefinition> Options { get; } = [.. Walk([], typeof(ServerOptions))];

    /// <summary>Finds an option by its key, in any case.</summary>
    /// <exception cref="OptionsException">There is none; the message names the nearest.</exception>
    public static OptionDefinition Find(Setting setting) =>
        Options.FirstOrDefault(o => o.Key.Equals(setting.Key, StringComparison.OrdinalIgnoreCase))
        ?? throw new OptionsException(setting.Key, string.Join(",", setting.Values), $"there is no such setting ({setting.Source}); did you mean {Nearest(setting)}?");

    private static IEnumerable<OptionDefinition> Walk(IReadOnlyList<PropertyInfo> path, Type type)
    {
        foreach (var property in type.GetProperties(BindingFlags.Public | BindingFlags.Instance))
        {
            var isSection = property.PropertyType is { IsClass: true } section && section != typeof(string);
            if (!isSection) yield return new OptionDefinition(path, property);
            else foreach (var option in Walk([.. path, property], property.PropertyType)) yield return option;
        }
    }

    /// <summary>As the source spells it, and as the documentation does.</summary>
    private static string Nearest(Setting setting)
    {
        var key = Options.MinBy(o => Distance(o.Key.ToLowerInvariant(), setting.Key.ToLowerInvariant()))!.Key;
        return setting.Spell(key) is var spelled && spelled == key ? key : $"{spelled} ({key})";
    }

    /// <summary>How many letters have to be added, removed or changed (Levenshtein).</summary>
    private static int Distance(string a, string b)
    {
        var row = Enumerable.Range(0, b.Length + 1).ToArray();
        for (var i = 1; i <= a.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= b.Length; j++)
            {
                var changed = diagonal + (a[i - 1] == b[j - 1] ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.Min(changed, Math.Min(row[j], row[j - 1]) + 1);
            }
        }
        return row[^1];
    }
}
