using System.Text.Json;
using Plimsoll.Core.Advisories;

namespace Plimsoll.Vulnerabilities.Feeds.Osv;

/// <summary>
/// Reads the constraints in the language of an ecosystem that databases with no ranges of OSV keep beside them: RubySec and RustSec (<c>patched</c>, <c>unaffected</c>), the Node working
/// group (<c>vulnerable</c>, <c>patched</c>), FriendsOfPHP (<c>branches</c>), victims (<c>vulnerable</c>, <c>fixedin</c>, <c>unaffected</c>), RetireJS (<c>excludes</c>).
/// </summary>
internal static class OsvNative
{
    /// <summary>Adds what is said to the ranges of the entry.</summary>
    public static void AddTo(List<AffectedRange> ranges, string @namespace, JsonElement own, FeedLimits limits)
    {
        if (own.ValueKind != JsonValueKind.Object) return;
        var hasEvents = ranges.Exists(range => range.Scheme != RangeScheme.Git);
        var before = ranges.Count;
        foreach (var branch in own.Items("branches"))
        {
            // The constraints of a branch hold together, branches beside each other.
            if (branch.Texts("versions") is { Count: > 0 } versions) ranges.Add(Native(string.Join(',', versions), RangeMeaning.Covered));
        }
        if (@namespace == "maven")
        {
            VictimsRange.AddTo(ranges, own, limits);
        }
        else if (!hasEvents)
        {
            // Where there are events they say the same as the requirements they were derived from, in an order that every evaluator knows.
            foreach (var text in own.Texts("vulnerable")) ranges.Add(Native(text, RangeMeaning.Covered));
            foreach (var text in own.Texts("patched").Concat(own.Texts("fixedin"))) ranges.Add(Native(text, RangeMeaning.Mended));
            foreach (var text in own.Texts("unaffected")) ranges.Add(Native(text, RangeMeaning.Unaffected));
        }
        foreach (var text in own.Texts("excludes")) ranges.Add(Native(text, RangeMeaning.Unaffected));
        // Requirements without a word about what is affected mean all that is left; so does a record that has neither.
        var saysNative = own.Get("patched").ValueKind == JsonValueKind.Array || ranges.Count > before;
        if (saysNative && !ranges.Exists(range => range.Meaning == RangeMeaning.Covered)) ranges.Insert(0, AffectedRange.All);

        AffectedRange Native(string text, RangeMeaning meaning) => AffectedRange.Native(FeedText.Version(text, limits with { MaxVersionLength = 2000 }), meaning);
    }
}
