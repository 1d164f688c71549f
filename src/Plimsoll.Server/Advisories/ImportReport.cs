using System.Text.Json.Nodes;

namespace Plimsoll.Server.Advisories;

/// <summary>What an import did, as JSON for programs; the command line and the API print the same.</summary>
public static class ImportReport
{
    /// <summary><c>{feeds: [{name, read, added, changed, removed, problems}], problems: [{file, record, reason}], problemCount, skipped, skippedFiles: [], touched}</c>.</summary>
    public static JsonObject ToJson(AdvisoryImport import) => new()
    {
        ["feeds"] = new JsonArray([.. import.Feeds.Select(feed => new JsonObject
        {
            ["name"] = feed.Name, ["read"] = feed.Read, ["added"] = feed.Added, ["changed"] = feed.Changed, ["removed"] = feed.Removed, ["problems"] = feed.Problems,
        })]),
        ["problems"] = new JsonArray([.. import.Problems.Select(problem => new JsonObject { ["file"] = problem.File, ["record"] = problem.Record, ["reason"] = problem.Reason })]),
        ["problemCount"] = import.ProblemCount,
        ["skipped"] = import.Skipped,
        ["skippedFiles"] = new JsonArray([.. import.SkippedFiles.Select(file => JsonValue.Create(file))]),
        ["touched"] = import.Touched.Count,
    };
}
