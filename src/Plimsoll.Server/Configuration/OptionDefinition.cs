using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Reflection;

namespace Plimsoll.Server.Configuration;

/// <summary>One thing that can be set: its key, its type and where it lies in <see cref="ServerOptions"/>.</summary>
public sealed class OptionDefinition
{
    /// <summary>Stands for a value that is not shown.</summary>
    public const string Hidden = "(not shown)";

    private readonly IReadOnlyList<PropertyInfo> _path;
    private readonly PropertyInfo _property;

    internal OptionDefinition(IReadOnlyList<PropertyInfo> path, PropertyInfo property)
    {
        (_path, _property) = (path, property);
        Key = string.Join('.', path.Append(property).Select(p => char.ToLowerInvariant(p.Name[0]) + p.Name[1..]));
        Default = Read(new ServerOptions());
    }

    /// <summary>The key, such as <c>registry.maxBlobSize</c>.</summary>
    public string Key { get; }

    /// <summary>The default as text; empty where there is none.</summary>
    public string Default { get; }

    /// <summary>True when it takes any number of values.</summary>
    public bool IsList => _property.PropertyType == typeof(IList<string>);

    /// <summary>What may be written, for people.</summary>
    public string Allowed => Type switch
    {
        _ when IsList => "expected a list of texts",
        { IsEnum: true } => "expected one of " + string.Join(", ", Enum.GetNames(Type).Select(n => n.ToLowerInvariant())),
        _ when Type == typeof(bool) => "expected true or false",
        _ when Type == typeof(int) || Type == typeof(long) => "expected a whole number" + (Range is { } r ? $" from {r.Minimum} to {r.Maximum}" : ""),
        _ => "expected a text",
    };

    private Type Type => Nullable.GetUnderlyingType(_property.PropertyType) ?? _property.PropertyType;

    private bool IsSecret => _property.GetCustomAttribute<SecretAttribute>() is not null;

    private RangeAttribute? Range => _property.GetCustomAttribute<RangeAttribute>();

    /// <summary>The value as text; several are joined by commas. Of a secret only the default is shown.</summary>
    public string Read(ServerOptions options) => Text(options) is var text && IsSecret && Default is not null && text != Default ? Hidden : text;

    private string Text(ServerOptions options) => _property.GetValue(Owner(options)) switch
    {
        null => "",
        IEnumerable<string> list => string.Join(",", list),
        bool b => b ? "true" : "false",
        Enum e => e.ToString().ToLowerInvariant(),
        var value => Convert.ToString(value, CultureInfo.InvariantCulture)!,
    };

    /// <summary>Sets it.</summary>
    /// <exception cref="OptionsException">The value does not fit; the message says what would.</exception>
    public void Write(ServerOptions options, Setting setting)
    {
        if (IsList)
        {
            var list = (IList<string>)_property.GetValue(Owner(options))!;
            list.Clear();
            foreach (var value in setting.Values) list.Add(value);
            return;
        }
        var text = setting.Values.Count == 1 ? setting.Values[0] : throw Refusal(setting);
        var parsed = Parse(text);
        if (parsed is null || Range?.IsValid(parsed) == false) throw Refusal(setting);
        _property.SetValue(Owner(options), parsed);
    }

    /// <summary>Adds values to a list.</summary>
    internal void Add(ServerOptions options, Setting setting)
    {
        var list = (IList<string>)_property.GetValue(Owner(options))!;
        foreach (var value in setting.Values) list.Add(value);
    }

    private object? Parse(string text)
    {
        if (Type == typeof(string)) return text;
        if (Type == typeof(bool)) return bool.TryParse(text, out var flag) ? flag : null;
        if (Type == typeof(int)) return int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? number : null;
        if (Type == typeof(long)) return long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? number : null;
        // Enum.TryParse takes numbers too; a setting is a word.
        if (Type.IsEnum) return !text.AsSpan().ContainsAnyInRange('0', '9') && Enum.TryParse(Type, text, ignoreCase: true, out var value) ? value : null;
        throw new NotSupportedException($"{Key} is of type {Type}, which no source can set");
    }

    private OptionsException Refusal(Setting setting) => new(Key, IsSecret ? Hidden : string.Join(",", setting.Values), $"{Allowed} ({setting.Source})");

    private object Owner(ServerOptions options) => _path.Aggregate((object)options, (owner, property) => property.GetValue(owner)!);
}
