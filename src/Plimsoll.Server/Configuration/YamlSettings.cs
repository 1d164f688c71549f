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
            return yaml.Documents.Count == 0 ? [] : [.. Walk("", yaml.Documents[0].RootNode, name, [])];
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

    /// <summary>The settings below a node.</summary>
    /// <param name="key">Key of the node.</param>
    /// <param name="node">The node.</param>
    /// <param name="file">Name of the file.</param>
    /// <param name="around">The nodes that it stands in; an alias can make a node stand in itself.</param>
    private static IEnumerable<Setting> Walk(string key, YamlNode node, string file, IReadOnlyList<YamlNode> around)
    {
        var source = $"{file} line {node.Start.Line}";
        IReadOnlyList<YamlNode> inside = [.. around, node];
        if (Contains(around, node)) throw Recursive(key, node, source);
        return node switch
        {
            YamlMappingNode mapping => mapping.Children.SelectMany(child => Walk(Join(key, child.Key, source, inside), child.Value, file, inside)),
            YamlSequenceNode sequence => [new Setting(key, [.. sequence.Children.Select(item => TextOf(key, item, source, inside))], source)],
            // An empty document is an empty scalar at the root; an empty value leaves the default.
            YamlScalarNode { Value: null or "" or "~" or "null", Style: ScalarStyle.Plain } => [],
            YamlScalarNode scalar when key.Length > 0 => [new Setting(key, [scalar.Value!], source)],
            _ => throw new OptionsException(key.Length > 0 ? key : "config", Shown(node), $"expected 'key: value' lines ({source})"),
        };
    }

    private static string Join(string key, YamlNode child, string source, IReadOnlyList<YamlNode> around) =>
        key.Length == 0 ? TextOf("config", child, source, around) : key + "." + TextOf(key, child, source, around);

    private static string TextOf(string key, YamlNode node, string source, IReadOnlyList<YamlNode> around) => node switch
    {
        YamlScalarNode { Value: { } value } => value,
        _ when Contains(around, node) => throw Recursive(key, node, source),
        _ => throw new OptionsException(key, Shown(node), $"expected a text or a number ({source})"),
    };

    private static bool Contains(IReadOnlyList<YamlNode> around, YamlNode node) => around.Any(n => ReferenceEquals(n, node));

    private static OptionsException Recursive(string key, YamlNode node, string source) =>
        new(key, "*" + node.Anchor, $"the alias *{node.Anchor} stands inside what it stands for, &{node.Anchor}, which has no end ({source})");

    /// <summary>A list or a mapping is not shown: aliases can make a few lines of it as long as they like.</summary>
    private static string Shown(YamlNode node) => node is YamlScalarNode scalar ? scalar.Value ?? "" : node is YamlSequenceNode ? "[…]" : "{…}";
}
