using System.Text;
using System.Text.Json.Nodes;
using Plimsoll.Cli.Administration;
using Plimsoll.Cli.Inspect;

namespace Plimsoll.Cli.Advisories;

/// <summary>Prints what an import did.</summary>
internal static class ImportText
{
    private const int MaxShown = 20;

    /// <summary>The report as text.</summary>
    public static string Render(JsonObject report)
    {
        var feeds = report["feeds"]!.AsArray().Select(feed => feed!).ToArray();
        var problems = report["problems"]!.AsArray().Select(problem => problem!).ToArray();
        var count = report["problemCount"]!.GetValue<int>();
        var text = new StringBuilder();
        text.Append($"{feeds.Sum(feed => feed["read"]!.GetValue<long>())} records of {feeds.Length} feeds were read; {count} {(count == 1 ? "problem" : "problems")}\n\n");
        if (feeds.Length > 0)
            TextTable.Append(text, ["FEED", ">READ", ">NEW", ">CHANGED", ">REMOVED", ">PROBLEMS"], feeds.Select(feed => (string[])[feed.Text("name"), feed.Text("read"), feed.Text("added"), feed.Text("changed"), feed.Text("removed"), feed.Text("problems")]));
        if (problems.Length > 0)
        {
            text.Append("\nNot used:\n");
            foreach (var problem in problems.Take(MaxShown))
                text.Append("  ").Append(TextTable.Printable($"{problem.Text("file")}{(problem["record"] is null ? "" : " " + problem.Text("record"))}: {problem.Text("reason")}")).Append('\n');
            if (count > MaxShown) text.Append($"  and {count - MaxShown} more, which --format json and 'plimsoll advisories list' show\n");
        }
        if (report["skipped"]!.GetValue<int>() is > 0 and var skipped) text.Append($"\n{skipped} files are no advisories and were left out\n");
        return text.Append("\nNext: plimsoll advisories list\n").ToString();
    }

    /// <summary>Two reports as one.</summary>
    public static JsonObject Join(JsonObject left, JsonObject right)
    {
        foreach (var list in (string[])["feeds", "problems", "skippedFiles"])
        {
            foreach (var item in right[list]!.AsArray()) left[list]!.AsArray().Add(item!.DeepClone());
        }
        foreach (var count in (string[])["problemCount", "skipped", "touched"]) left[count] = left[count]!.GetValue<int>() + right[count]!.GetValue<int>();
        return left;
    }
}
