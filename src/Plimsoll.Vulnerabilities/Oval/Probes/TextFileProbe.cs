using System.Globalization;
using System.Text.RegularExpressions;
using Plimsoll.Vulnerabilities.Oval.Evaluation;
using Plimsoll.Vulnerabilities.Oval.Items;

namespace Plimsoll.Vulnerabilities.Oval.Probes;

/// <summary>What an expression finds in text files (independent-definitions-schema, textfilecontent54_object).</summary>
internal sealed class TextFileProbe : IProbe
{
    private const string Kind = "independent:textfilecontent54";

    public ItemCollection Collect(ObjectQuery query)
    {
        if (query["pattern"] is not { } pattern || query["instance"] is not { } instance) return ItemCollection.Error($"{query.Object.Id} has no pattern or no instance");
        var expressions = new List<(string Pattern, Regex Regex)>();
        foreach (var value in pattern.Values)
        {
            if (query.Evaluator.Patterns.Find(value, OptionsOf(query), out var problem) is not { } regex) return ItemCollection.Error(problem!);
            expressions.Add((value, regex));
        }
        var search = new FileSearch(query);
        var (items, gap) = (new List<OvalItem>(), default(string));
        foreach (var file in search.Run())
        {
            // A link to nothing, or to a directory, has no text.
            if (query.System.Follow(file.Path) is not { Type: OvalFileType.Regular }) continue;
            var content = query.System.Read(file.Path);
            if (content.Text is not { } text)
            {
                gap ??= $"{file.Path}: {content.Reason}";
                continue;
            }
            foreach (var (source, regex) in expressions)
            {
                if (!TryAdd(items, file, source, regex, text, instance, query.Limits.MaxItems)) return ItemCollection.Error($"{file.Path}: {query.Evaluator.Patterns.Slow(source)}");
                if (items.Count > query.Limits.MaxItems) return ItemCollection.Error($"{query.Object.Id} finds more than {query.Limits.MaxItems} places");
                if (query.Evaluator.Chain.OutOfTime() is { } late) return ItemCollection.Error(late);
            }
        }
        return ItemCollection.Of(items, search.Gap ?? gap);
    }

    private static RegexOptions OptionsOf(ObjectQuery query) =>
        (query.Behavior("multiline", "true") is "true" or "1" ? RegexOptions.Multiline : RegexOptions.None)
        | (query.Behavior("singleline", "false") is "true" or "1" ? RegexOptions.Singleline : RegexOptions.None)
        | (query.Behavior("ignore_case", "false") is "true" or "1" ? RegexOptions.IgnoreCase : RegexOptions.None);

    private static bool TryAdd(List<OvalItem> items, OvalFile file, string pattern, Regex regex, string text, EntityQuery instance, int most)
    {
        try
        {
            var found = new List<Match>();
            for (var match = regex.Match(text); match.Success && found.Count <= most; match = match.NextMatch()) found.Add(match);
            // The last one is asked for by -1.
            var fromEnd = instance.Values is [['-', ..], ..];
            for (var i = 0; i < found.Count; i++)
            {
                if (instance.IsMatch((fromEnd ? i - found.Count : i + 1).ToString(CultureInfo.InvariantCulture))) items.Add(ItemOf(file, pattern, found[i], i + 1));
            }
            return true;
        }
        catch (RegexMatchTimeoutException)
        {
            return false;
        }
    }

    private static OvalItem ItemOf(OvalFile file, string pattern, Match match, int instance) => new(Kind,
    [
        new("filepath", file.Path), new("path", file.Directory), new("filename", file.Name), new("pattern", pattern),
        new("instance", instance.ToString(CultureInfo.InvariantCulture)), new("line", pattern), new("text", match.Value),
        .. match.Groups.Cast<Group>().Skip(1).Where(group => group.Success).Select(group => new ItemEntity("subexpression", group.Value)),
    ]);
}
