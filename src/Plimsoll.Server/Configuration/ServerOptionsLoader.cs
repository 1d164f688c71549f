using System.Collections;

namespace Plimsoll.Server.Configuration;

/// <summary>Brings the sources together: the file, over it the environment, over that the command line.</summary>
public static class ServerOptionsLoader
{
    /// <summary>The file that is read when none is named and it is there.</summary>
    public const string DefaultFile = "plimsoll.yaml";

    /// <summary>Loads the options.</summary>
    /// <param name="path">The configuration file; null reads <c>plimsoll.yaml</c> in the current folder if there is one.</param>
    /// <param name="environment">The environment, as <see cref="Environment.GetEnvironmentVariables()"/> gives it.</param>
    /// <param name="commandLine">Values from the command line by key, such as <c>url</c>.</param>
    /// <exception cref="OptionsException">A key is unknown or a value does not fit; the message names the source and what is allowed.</exception>
    public static ServerOptions Load(string? path, IDictionary environment, IReadOnlyDictionary<string, string> commandLine) =>
        LoadWithSources(path, environment, commandLine).Options;

    /// <summary>Loads the options, and tells where each value comes from.</summary>
    /// <inheritdoc cref="Load"/>
    public static LoadedOptions LoadWithSources(string? path, IDictionary environment, IReadOnlyDictionary<string, string> commandLine)
    {
        var options = new ServerOptions();
        var sources = new Dictionary<string, string>(StringComparer.Ordinal);
        path ??= File.Exists(DefaultFile) ? DefaultFile : null;
        IEnumerable<Setting> settings =
        [
            .. path is null ? [] : YamlSettings.Read(path),
            .. EnvironmentSettings.Read(environment),
            .. commandLine.Select(s => new Setting(s.Key, [s.Value], Spelled(s.Key)) { Spell = Spelled }),
        ];
        var (renamed, warnings) = (new List<Setting>(), new List<string>());
        foreach (var setting in settings)
        {
            if (RenamedSettings.Find(setting) is { } now)
            {
                renamed.Add(now);
                warnings.Add(RenamedSettings.Warning(setting, now));
                continue;
            }
            var option = OptionSchema.Find(setting);
            option.Write(options, option.IsList ? SplitAtCommas(setting) : setting);
            sources[option.Key] = setting.Source;
        }
        // Last, because they add to what stands under the new name.
        foreach (var setting in renamed)
        {
            var option = OptionSchema.Find(setting);
            option.Add(options, SplitAtCommas(setting));
            sources.TryAdd(option.Key, setting.Source);
        }
        return new LoadedOptions(options, sources) { Warnings = warnings };
    }

    /// <summary><c>trustedProxies</c> is <c>--trusted-proxies</c> there.</summary>
    private static string Spelled(string key) => "--" + string.Concat(key.Select(c => char.IsUpper(c) ? "-" + char.ToLowerInvariant(c) : c.ToString()));

    /// <summary>Where only one text can be given, a list is written with commas.</summary>
    private static Setting SplitAtCommas(Setting setting) =>
        setting with { Values = [.. setting.Values.SelectMany(v => v.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))] };
}
