using System.Text.Json;
using Plimsoll.Core.Rules;

namespace Plimsoll.Storage.Metadata;

/// <summary>Rules as columns hold them.</summary>
internal static class RuleText
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { DefaultIgnoreCondition = System.Text.Json.Serialization.JsonIgnoreCondition.WhenWritingNull };

    public static string Of(RuleKind kind) => kind switch
    {
        RuleKind.Retention => "retention",
        RuleKind.Immutability => "immutability",
        _ => "quota",
    };

    public static string Of(RuleTerms terms) => JsonSerializer.Serialize(terms, terms.GetType(), Json);

    public static RuleTerms Terms(string kind, string text) => kind switch
    {
        "retention" => JsonSerializer.Deserialize<RetentionTerms>(text, Json)!,
        "immutability" => JsonSerializer.Deserialize<ImmutabilityTerms>(text, Json)!,
        "quota" => JsonSerializer.Deserialize<QuotaTerms>(text, Json)!,
        _ => throw new InvalidDataException($"a rule of kind {kind}"),
    };
}
