using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace Plimsoll.Server.Configuration;

/// <summary>Reads the configuration file: nested mappings of texts, numbers and lists.</summary>
internal static class YamlSettings
{
    private const int MaxSize = 1 << 20;

    /// <summary>The settings of a file, in its order.</summary>
    /// <exception cref="OptionsException">The file cannot be read, is not YAML, or is not a mapping.</exception>
    public static IReadOnlyList<Setting> Read(string path)
    {
        var name = Path.GetFileName(path);
        try
        {
            if (new FileInfo(path) is { Exists: true, Length: > MaxSize }) throw new OptionsException("config", path, $"the file is larger than {MaxSize} bytes");
            using var text = File.OpenText(path);
            var yaml = new YamlStream();
            yaml.Load(text);
            return yaml.Documents.Count == 0 ? [] : [.. Walk("", yaml.Documents[0].RootNode, name)];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new OptionsException("config", path, "the file cannot be read: " + e.Message);
        }
        catch (YamlException e)
        {
            throw new OptionsException("config", path, $"line {e.Start.Line} is not valid YAML: {e.Message}");
        }
    }

    private static IEnumerable<Setting> Walk(string key, YamlNode node, string file)
    {
        var source = $"{file} line {node.Start.Line}";
        return node switch
        {
            YamlMappingNode mapping => mapping.Children.SelectMany(child => Walk(Join(key, child.Key, source), child.Value, file)),
            YamlSequenceNode sequence => [new Setting(key, [.. sequence.Children.Select(item => TextOf(key, item, source))], source)],
            // An empty document is an empty scalar at the root; an empty value leaves the default.
            YamlScalarNode { Value: null or "" or "~" or "null", Style: ScalarStyle.Plain } => [],
            YamlScalarNode scalar when key.Length > 0 => [new Setting(key, [scalar.Value!], source)],
            _ => throw new OptionsException(key.Length > 0 ? key : "config", node.ToString(), $"expected 'key: value' lines ({source})"),
        };
    }

    private static string Join(string key, YamlNode child, string source) => key.Length == 0 ? TextOf("config", child, source) : key + "." + TextOf(key, child, source);

    private static string TextOf(string key, YamlNode node, string source) =>
        node is YamlScalarNode { Value: { } value } ? value : throw new OptionsException(key, node.ToString(), $"expected a text or a number ({source})");
}
