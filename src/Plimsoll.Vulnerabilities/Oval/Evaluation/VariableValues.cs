using Plimsoll.Vulnerabilities.Oval.Items;

namespace Plimsoll.Vulnerabilities.Oval.Evaluation;

/// <summary>The values of a variable or of a part of one.</summary>
/// <param name="Flag">Whether they are all there.</param>
/// <param name="Values">The values.</param>
/// <param name="Reason">Why not; null where nothing needs saying.</param>
internal sealed record VariableValues(CollectionFlag Flag, IReadOnlyList<string> Values, string? Reason = null)
{
    /// <summary>True when there are values to work with.</summary>
    public bool HasValues => Flag is CollectionFlag.Complete or CollectionFlag.Incomplete;

    /// <summary>Values that are all there.</summary>
    public static VariableValues Of(IReadOnlyList<string> values) => new(values.Count == 0 ? CollectionFlag.DoesNotExist : CollectionFlag.Complete, values, values.Count == 0 ? "a variable has no values" : null);

    /// <summary>Something is wrong.</summary>
    public static VariableValues Error(string reason) => new(CollectionFlag.Error, [], reason);

    /// <summary>Other values made of these, as whole as these are.</summary>
    public VariableValues With(IReadOnlyList<string> values) => HasValues && values.Count == 0 && Flag == CollectionFlag.Complete ? Of(values) : this with { Values = values };
}
