using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace Plimsoll.Server.Configuration;

/// <summary>A setting as somebody wrote it.</summary>
/// <param name="Key">Such as <c>registry.maxBlobSize</c>.</param>
/// <param name="Values">The value; several for a list.</param>
/// <param name="Source">Where it stands, for messages.</param>
internal sealed record WrittenSetting(string Key, IReadOnlyList<string> Values, string Source);

/// <summary>Reads <c>plimsoll.yaml</c>: mappings make the parts of a key, scalars and lists of scalars the values.</summary>
internal static class SettingsFile
{
    /// <exception cref="OptionsException">The file cannot be read or is no such file.</exception>
    public static List<WrittenSetting> Read(string path)
    {
        var settings = new List<WrittenSetting>();
        try
        {
            using var reader = File.OpenText(path);
            var yaml = new YamlStream();
            yaml.Load(reader);
            foreach (var document in yaml.Documents) Flatten(document.RootNode, "", path, settings);
        }
        catch (Exception e) when (e is YamlException or IOException or UnauthorizedAccessException)
        {
            throw new OptionsException("config", path, e.Message);
        }
        return settings;
    }

    private static void Flatten(YamlNode node, string key, string path, List<WrittenSetting> settings)
    {
        var source = $"{path}, line {node.Start.Line}";
        switch (node)
        {
            case YamlMappingNode mapping:
                foreach (var (name, value) in mapping.Children) Flatten(value, key.Length == 0 ? Text(name, key, source) : key + "." + Text(name, key, source), path, settings);
                break;
            case YamlSequenceNode list:
                settings.Add(new WrittenSetting(key, [.. list.Children.Select(item => Text(item, key, source))], source));
                break;
            // An empty document or an empty value says nothing.
            case YamlScalarNode { Value: null or "" or "~" or "null", Style: ScalarStyle.Plain or ScalarStyle.Any }:
                break;
            default:
                settings.Add(new WrittenSetting(key, [Text(node, key, source)], source));
                break;
        }
    }

    private static string Text(YamlNode node, string key, string source) =>
        (node as YamlScalarNode)?.Value ?? throw new OptionsException(key, node.ToString(), $"a single value is expected ({source})");
}
