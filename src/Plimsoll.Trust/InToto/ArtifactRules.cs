using System.IO.Enumeration;
using Plimsoll.Trust.Json;

namespace Plimsoll.Trust.InToto;

/// <summary>The rules of a step for its files (in-toto specification, 4.3.3): each takes files from a queue, what nobody allowed is refused by DISALLOW.</summary>
internal static class ArtifactRules
{
    /// <summary>Refuses files that the rules do not allow.</summary>
    /// <param name="rules">The rules in order, each a list of words.</param>
    /// <param name="artifacts">The files that they are for.</param>
    /// <param name="link">The step itself, for rules about what it changed.</param>
    /// <param name="steps">The other steps, for rules that match files with theirs.</param>
    public static void Apply(IEnumerable<IReadOnlyList<string>> rules, IReadOnlyDictionary<string, string> artifacts, Link link, IReadOnlyDictionary<string, Link> steps)
    {
        var queue = artifacts.Keys.ToHashSet(StringComparer.Ordinal);
        foreach (var rule in rules)
        {
            if (rule.Count < 2) throw new RefusedException("a rule of the layout has no pattern");
            // Sets of characters are not looked at: what DISALLOW means by them must not pass.
            if (!rule[0].Equals("REQUIRE", StringComparison.OrdinalIgnoreCase) && rule[1].AsSpan().IndexOfAny('[', '\\') >= 0) throw new RefusedException($"the pattern '{JsonObject.Shown(rule[1])}' of the layout is not understood; * and ? are");
            var matched = queue.Where(name => FileSystemName.MatchesSimpleExpression(rule[1], name, ignoreCase: false)).ToList();
            switch (rule[0].ToUpperInvariant())
            {
                case "ALLOW": queue.ExceptWith(matched); break;
                case "CREATE": queue.ExceptWith(matched.Where(name => link.Products.ContainsKey(name) && !link.Materials.ContainsKey(name))); break;
                case "DELETE": queue.ExceptWith(matched.Where(name => link.Materials.ContainsKey(name) && !link.Products.ContainsKey(name))); break;
                case "MODIFY": queue.ExceptWith(matched.Where(name => link.Materials.TryGetValue(name, out var before) && link.Products.TryGetValue(name, out var after) && before != after)); break;
                case "MATCH": queue.ExceptWith(Matched(rule, queue, artifacts, steps)); break;
                case "REQUIRE" when !queue.Contains(rule[1]): throw new RefusedException($"the step '{link.Name}' lacks {JsonObject.Shown(rule[1])}");
                case "REQUIRE": break;
                case "DISALLOW" when matched.Count > 0: throw new RefusedException($"the step '{link.Name}' has {JsonObject.Shown(matched[0])}, which the layout does not allow");
                case "DISALLOW": break;
                default: throw new RefusedException($"the rule '{JsonObject.Shown(rule[0])}' of the layout is not understood");
            }
        }
    }

    /// <summary>MATCH pattern [IN folder] WITH MATERIALS|PRODUCTS [IN folder] FROM step.</summary>
    private static List<string> Matched(IReadOnlyList<string> rule, HashSet<string> queue, IReadOnlyDictionary<string, string> artifacts, IReadOnlyDictionary<string, Link> steps)
    {
        var words = rule.Skip(2).ToList();
        var here = Folder(words);
        if (words is not ["WITH", "MATERIALS" or "PRODUCTS", ..]) throw new RefusedException("a MATCH rule of the layout is not understood");
        var products = words[1] == "PRODUCTS";
        words.RemoveRange(0, 2);
        var there = Folder(words);
        if (words is not ["FROM", var step] || !steps.TryGetValue(step, out var other)) throw new RefusedException("a MATCH rule of the layout is of a step that is not there");
        var theirs = products ? other.Products : other.Materials;
        return [.. queue.Where(name => name.StartsWith(here, StringComparison.Ordinal) && FileSystemName.MatchesSimpleExpression(rule[1], name.AsSpan(here.Length), ignoreCase: false)
            && theirs.TryGetValue(there + name[here.Length..], out var digest) && digest == artifacts[name])];
    }

    private static string Folder(List<string> words)
    {
        if (words is not ["IN", var folder, ..]) return "";
        words.RemoveRange(0, 2);
        return folder.TrimEnd('/') + "/";
    }
}
