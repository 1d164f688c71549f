using System.Reflection;
using System.Text.RegularExpressions;
using Plimsoll.Core.Errors;
using Plimsoll.Tests.Architecture;

namespace Plimsoll.Tests.Core.Errors;

public sealed partial class OciErrorTests
{
    // The table of the distribution-spec, "Error Codes": "The code field MUST be one of the following".
    private static readonly string[] Specified =
    [
        "BLOB_UNKNOWN", "BLOB_UPLOAD_INVALID", "BLOB_UPLOAD_UNKNOWN", "DIGEST_INVALID", "MANIFEST_BLOB_UNKNOWN", "MANIFEST_INVALID", "MANIFEST_UNKNOWN",
        "NAME_INVALID", "NAME_UNKNOWN", "SIZE_INVALID", "UNAUTHORIZED", "DENIED", "UNSUPPORTED", "TOOMANYREQUESTS",
    ];

    [Fact]
    public void Every_entry_is_listed()
    {
        var declared = typeof(OciError).GetFields(BindingFlags.Public | BindingFlags.Static).Where(f => f.FieldType == typeof(OciError)).Select(f => (OciError)f.GetValue(null)!);

        OciError.All.ShouldBe(declared, ignoreOrder: true);
    }

    [Fact]
    public void Refusals_use_only_the_codes_of_the_specification() =>
        OciError.All.Where(e => e.Status < 500).Select(e => e.Code).Distinct().ShouldBe(Specified, ignoreOrder: true);

    [Fact]
    public void Every_entry_has_a_status_that_says_whose_fault_it_is_and_a_message()
    {
        foreach (var error in OciError.All)
        {
            error.Status.ShouldBeInRange(400, 599);
            error.Message.ShouldNotBeNullOrWhiteSpace();
            error.Code.ShouldMatch("^[A-Z_]+$");
        }
    }

    [Fact]
    public void Every_entry_is_explained_in_the_documentation()
    {
        var page = File.ReadAllText(Path.Combine(SourceTree.Root, "docs", "errors.md"));
        var rows = Row().Matches(page).Select(m => (Code: m.Groups[1].Value, Status: int.Parse(m.Groups[2].Value), Message: m.Groups[3].Value.Trim())).ToList();

        rows.ShouldBe(OciError.All.Select(e => (e.Code, e.Status, e.Message)), ignoreOrder: true);
    }

    [GeneratedRegex(@"^\| `([A-Z_]+)` \| (\d{3}) \| ([^|]+) \|", RegexOptions.Multiline)]
    private static partial Regex Row();
}
