using System.Collections;
using System.Reflection;

namespace Plimsoll.Server.Configuration;

/// <summary>
/// Puts <see cref="ServerOptions"/> together: the settings file, then the environment (<c>PLIMSOLL__A__B</c> for <c>a.b</c>), then the command line; what comes later wins.
/// A key is the path of properties, so a property added to the options can be set without another line of code.
/// </summary>
public static class OptionsReader
{
    private const string Prefix = "PLIMSOLL__";

    /// <summary>Reads all sources.</summary>
    /// <param name="file">A settings file, or null for none.</param>
    /// <param name="environment">Environment variables; those without the prefix are not looked at.</param>
    /// <param name="commandLine">Keys and values from the command line.</param>
    /// <exception cref="OptionsException">A key is unknown or a value does not fit; the message names the key, the value, what is allowed and where it was written.</exception>
    public static ServerOptions Read(string? file, IDictionary environment, IReadOnlyDictionary<string, string> commandLine)
    {
        var options = new ServerOptions();
        var written = file is null ? [] : SettingsFile.Read(file);
        foreach (DictionaryEntry variable in environment)
        {
            var name = (string)variable.Key;
            if (!name.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase)) continue;
            var values = ((string?)variable.Value ?? "").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
            written.Add(new WrittenSetting(name[Prefix.Length..].Replace("__", ".", StringComparison.Ordinal), IsList(name) ? values : [(string?)variable.Value ?? ""], "environment"));
        }
        foreach (var (key, value) in commandLine) written.Add(new WrittenSetting(key, [value], "command line"));
        foreach (var setting in written) Apply(options, setting);
        return options;
    }

    /// <summary>Every key with its default, in the order of the options: for the documentation and for messages.</summary>
    public static IEnumerable<(string Key, string? Default)> Keys() =>
        Leaves(new ServerOptions(), "").Select(leaf => (leaf.Key, leaf.Property.GetValue(leaf.Owner) is var value && value is IList ? null : value?.ToString()));

    private static bool IsList(string variable) =>
        Leaves(new ServerOptions(), "").Any(leaf => IsList(leaf.Property) && leaf.Key.Equals(variable[Prefix.Length..].Replace("__", ".", StringComparison.Ordinal), StringComparison.OrdinalIgnoreCase));

    private static bool IsList(PropertyInfo property) => property.PropertyType == typeof(IList<string>);

    private static IEnumerable<(string Key, object Owner, PropertyInfo Property)> Leaves(object owner, string prefix)
    {
        foreach (var property in owner.GetType().GetProperties())
        {
            var key = prefix + char.ToLowerInvariant(property.Name[0]) + property.Name[1..];
            if (property.PropertyType.Namespace != typeof(ServerOptions).Namespace) yield return (key, owner, property);
            else foreach (var leaf in Leaves(property.GetValue(owner)!, key + ".")) yield return leaf;
        }
    }

    private static void Apply(ServerOptions options, WrittenSetting setting)
    {
        var (key, owner, property) = Leaves(options, "").FirstOrDefault(leaf => leaf.Key.Equals(setting.Key, StringComparison.OrdinalIgnoreCase));
        if (key is null) throw new OptionsException(setting.Key, string.Join(", ", setting.Values), $"there is no such setting ({setting.Source}); known are {string.Join(", ", Keys().Select(known => known.Key))}");
        if (IsList(property))
        {
            var list = (IList<string>)property.GetValue(owner)!;
            list.Clear();
            foreach (var value in setting.Values) list.Add(value);
            return;
        }
        var text = setting.Values.Count == 1 ? setting.Values[0] : throw new OptionsException(key, string.Join(", ", setting.Values), $"one value is expected ({setting.Source})");
        property.SetValue(owner, Convert(property.PropertyType, text) is { Value: var converted, Expected: null } ? converted
            : throw new OptionsException(key, text, $"{Convert(property.PropertyType, text).Expected} is expected ({setting.Source})"));
    }

    private static (object? Value, string? Expected) Convert(Type type, string text)
    {
        if (type == typeof(string)) return (text, null);
        if (type == typeof(int)) return int.TryParse(text, out var number) && number >= 0 ? (number, null) : (null, "a whole number");
        if (type == typeof(long)) return long.TryParse(text, out var number) && number >= 0 ? (number, null) : (null, "a whole number");
        if (type == typeof(bool)) return bool.TryParse(text, out var flag) ? (flag, null) : (null, "true or false");
        throw new InvalidOperationException($"A setting of type {type} cannot be read yet.");
    }
}
