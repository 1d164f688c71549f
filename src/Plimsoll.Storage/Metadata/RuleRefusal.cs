using Plimsoll.Core;
using Plimsoll.Core.Errors;
using Plimsoll.Core.Rules;

namespace Plimsoll.Storage.Metadata;

/// <summary>What is said when a rule forbids a change. DENIED with 403 is what clients show to people word for word.</summary>
internal static class RuleRefusal
{
    public static OciException Moving(Tag tag, Digest to, Digest from, Rule rule) => new(
        OciError.Denied, $"the tag {tag} is immutable and stays at {from} ({rule.Name}); push {to} under another tag, or have the rule removed first", tag.Value);

    public static OciException Deleting(Tag tag, Rule rule) => new(
        OciError.Denied, $"the tag {tag} is immutable and cannot be deleted ({rule.Name}); have the rule removed first", tag.Value);

    /// <summary>A limit of bytes is reached.</summary>
    /// <param name="rule">The quota.</param>
    /// <param name="limit">What it allows.</param>
    /// <param name="used">Bytes used without the change.</param>
    /// <param name="reserved">Bytes reserved by other uploads.</param>
    /// <param name="more">Bytes of the change.</param>
    public static OciException Bytes(Rule rule, long limit, long used, long reserved, long more) => new(
        OciError.Denied,
        $"the quota of {limit} bytes is used up ({rule.Name}): {used} bytes are used{(reserved > 0 ? $", {reserved} are reserved by uploads under way" : "")}, and this needs {more} more; delete what is not needed, or have the quota raised",
        $"{used}/{limit} bytes");

    public static OciException Tags(Rule rule, long limit, long used, long more) => new(
        OciError.Denied, $"the quota of {limit} tags is used up ({rule.Name}): {used} tags are there, and this adds {more}; delete tags that are not needed, or have the quota raised", $"{used}/{limit} tags");
}
