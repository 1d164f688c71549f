using System.Diagnostics;
using System.Text.Json;
using Plimsoll.Tests.Inspection.Fixtures;

namespace Plimsoll.Tests.Inspection.Hostile;

/// <summary>Opens an image with the program itself, in a process that may have little memory and ends when it takes too long.</summary>
internal static class ConfinedInspection
{
    /// <summary>Managed memory that the process may have, of all threads together: beyond it there is an exception, and no document.</summary>
    private const string HeapLimit = "0x18000000";

    /// <summary>Seconds until the process is ended: generous, for what is looked for would take hours.</summary>
    private const string Longest = "300";

    /// <summary>The document of an image of one layer.</summary>
    public static JsonElement Of(byte[] tarDigestOf, byte[] stored, string suffix)
    {
        using var directory = new TemporaryDirectory();
        var layout = new LayoutBuilder(directory.Path);
        layout.Tag("1", layout.Manifest([layout.Layer(tarDigestOf, stored, suffix)])).Write();
        return OfLayout(directory.Path);
    }

    /// <summary>The document of the image in a layout.</summary>
    public static JsonElement OfLayout(string directory)
    {
        var program = Path.Combine(AppContext.BaseDirectory, "plimsoll.dll");
        var started = Stopwatch.GetTimestamp();
        var output = Tool.Run("env", [$"DOTNET_GCHeapHardLimit={HeapLimit}", "timeout", Longest, "dotnet", program, "inspect", $"oci:{directory}:1", "--format", "json"]);
        TestContext.Current.TestOutputHelper?.WriteLine($"hostile {Stopwatch.GetElapsedTime(started).TotalSeconds:0.0} s");
        return JsonDocument.Parse(output).RootElement;
    }

    /// <summary>Every reason that is noted, with the file that it is about.</summary>
    public static IReadOnlyList<string> Notes(this JsonElement document) =>
        [.. document.GetProperty("notes").EnumerateArray().Select(note => $"{Text(note, "path")}: {Text(note, "reason")}")];

    /// <summary>Every finding, <c>kind path</c>.</summary>
    public static IReadOnlyList<string> Findings(this JsonElement document) =>
        [.. document.GetProperty("findings").EnumerateArray().Select(finding => $"{Text(finding, "kind")} {Text(finding, "path")}")];

    /// <summary>Whether everything was read.</summary>
    public static bool IsComplete(this JsonElement document) => Text(document, "completeness") == "complete";

    private static string? Text(JsonElement element, string name) => element.TryGetProperty(name, out var value) ? value.GetString() : null;
}
