using System.Text.Json;
using Plimsoll.Core;
using Plimsoll.Tests.Architecture;

namespace Plimsoll.Tests.Core;

/// <summary>The test suite of the specification, all of it (PurlSuite/README.md).</summary>
public sealed class PurlSuiteTests
{
    /// <summary>Inputs that the suite refuses in one place and demands elsewhere, with the reason for our choice.</summary>
    private static readonly Dictionary<string, string> Contradicted = new()
    {
        ["pkg:Rpm/fedora/curl@7.50.3-1.fc25?Arch=i386&Distro=fedora-25"] = "keys of qualifiers in upper case are refused here and taken in maven-test.json; ECMA-427 has them lowered",
        ["pkg:gem/jruby-launcher@1.1.2?Platform=java"] = "the same",
    };

    [Fact]
    public void Reads_builds_and_canonicalises_as_the_suite_says()
    {
        var cases = Cases().ToList();
        var wrong = cases.Select(Run).OfType<string>().ToList();

        cases.Count.ShouldBeGreaterThan(500);
        wrong.ShouldBeEmpty();
    }

    [Fact]
    public void Every_contradiction_is_one() =>
        Contradicted.Keys.ShouldAllBe(input => Cases().Where(c => c.Input == input).Select(c => c.IsFailure).Distinct().Count() == 2 || Purl.Parse(input).ToString() == Purl.Parse(input.ToLowerInvariant()).ToString());

    private static IEnumerable<(string File, JsonElement Test, string Input, bool IsFailure)> Cases()
    {
        var folder = Path.Combine(SourceTree.Root, "tests/Plimsoll.Tests/Core/PurlSuite");
        foreach (var file in Directory.EnumerateFiles(folder, "*.json", SearchOption.AllDirectories).Order(StringComparer.Ordinal))
        {
            using var suite = JsonDocument.Parse(File.ReadAllBytes(file));
            foreach (var test in suite.RootElement.GetProperty("tests").EnumerateArray())
                yield return (Path.GetFileName(file), test.Clone(), test.GetProperty("input").ToString(), test.GetProperty("expected_failure").GetBoolean());
        }
    }

    /// <summary>What is wrong, or null.</summary>
    private static string? Run((string File, JsonElement Test, string Input, bool IsFailure) test)
    {
        var expected = test.Test.TryGetProperty("expected_output", out var output) && output.ValueKind != JsonValueKind.Null ? output : (JsonElement?)null;
        var type = test.Test.GetProperty("test_type").GetString();
        string actual;
        try
        {
            var purl = type == "build" ? Build(test.Test.GetProperty("input")) : Purl.Parse(test.Input);
            actual = type == "parse" ? Components(purl) : purl.ToString();
        }
        catch (FormatException e)
        {
            return test.IsFailure ? null : $"{test.File} {type} {test.Input}: refused ({e.Message})";
        }
        if (test.IsFailure) return Contradicted.ContainsKey(test.Input) ? null : $"{test.File} {type} {test.Input}: taken as {actual}";
        var wanted = type == "parse" ? Components(expected!.Value) : expected!.Value.GetString();
        return actual == wanted ? null : $"{test.File} {type} {test.Input}: {actual} instead of {wanted}";
    }

    private static Purl Build(JsonElement input) =>
        Purl.Build(Text(input, "type") ?? "", Text(input, "namespace"), Text(input, "name") ?? "", Text(input, "version"), Qualifiers(input), Text(input, "subpath"));

    private static string Components(Purl purl) => Join(purl.Type, purl.Namespace, purl.Name, purl.Version, purl.Qualifiers.Select(q => KeyValuePair.Create(q.Key, (string?)q.Value)), purl.Subpath);

    private static string Components(JsonElement o) => Join(Text(o, "type"), Text(o, "namespace"), Text(o, "name"), Text(o, "version"), Qualifiers(o), Text(o, "subpath"));

    private static string Join(string? type, string? @namespace, string? name, string? version, IEnumerable<KeyValuePair<string, string?>> qualifiers, string? subpath) =>
        string.Join(" | ", type, @namespace, name, version, string.Join(",", qualifiers.OrderBy(q => q.Key, StringComparer.Ordinal).Select(q => $"{q.Key}={q.Value}")), subpath);

    private static string? Text(JsonElement o, string name) => o.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static IEnumerable<KeyValuePair<string, string?>> Qualifiers(JsonElement o) =>
        o.TryGetProperty("qualifiers", out var list) && list.ValueKind == JsonValueKind.Object ? [.. list.EnumerateObject().Select(q => KeyValuePair.Create(q.Name, q.Value.GetString()))] : [];
}
