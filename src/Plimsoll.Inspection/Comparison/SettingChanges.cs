using Plimsoll.Core.Facts;

namespace Plimsoll.Inspection.Comparison;

/// <summary>Compares how two images are configured, one setting after the other.</summary>
internal static class SettingChanges
{
    public static IReadOnlyList<SettingDiff> Of(InspectionDocument from, InspectionDocument to)
    {
        var (before, after) = (SettingsOf(from), SettingsOf(to));
        return
        [
            .. before.Keys.Union(after.Keys).Select(name => new SettingDiff(name, before.GetValueOrDefault(name), after.GetValueOrDefault(name)))
                .Where(setting => setting.From != setting.To).OrderBy(setting => setting.Name, StringComparer.Ordinal),
        ];
    }

    public static string? SystemOf(InspectionDocument document) => document.Os is { } os ? os.PrettyName ?? $"{os.Name ?? os.Id} {os.VersionId}".TrimEnd() : null;

    private static Dictionary<string, string> SettingsOf(InspectionDocument document)
    {
        var settings = new Dictionary<string, string>(StringComparer.Ordinal);
        Add("platform", document.Image.Platform);
        Add("system", SystemOf(document));
        foreach (var (key, value) in document.Image.Labels) Add("label " + key, value);
        if (document.Image.Config is not { } config) return settings;
        Add("user", config.User ?? "root");
        Add("entrypoint", Words(config.Entrypoint));
        Add("cmd", Words(config.Cmd));
        Add("working directory", config.WorkingDir);
        Add("stop signal", config.StopSignal);
        Add("health check", Words(config.HealthCheck?.Test));
        foreach (var port in config.ExposedPorts ?? []) Add("port " + port, "exposed");
        foreach (var volume in config.Volumes ?? []) Add("volume " + volume, "declared");
        foreach (var variable in config.Env ?? [])
        {
            var equals = variable.IndexOf('=', StringComparison.Ordinal);
            Add("env " + (equals < 0 ? variable : variable[..equals]), equals < 0 ? "" : variable[(equals + 1)..]);
        }
        return settings;

        void Add(string name, string? value)
        {
            if (value is not null) settings[name] = value;
        }
    }

    /// <summary>Words with spaces in them are quoted, so that they are not taken for several.</summary>
    private static string? Words(IReadOnlyList<string>? words) => words is null ? null : string.Join(' ', words.Select(word => word.Length == 0 || word.Contains(' ', StringComparison.Ordinal) ? $"\"{word}\"" : word));
}
