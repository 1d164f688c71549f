namespace Plimsoll.Core.Advisories;

/// <summary>Names one record of an advisory database.</summary>
/// <param name="Source">The database.</param>
/// <param name="Id">Identifier in it.</param>
/// <param name="Part">See <see cref="Advisory.Part"/>.</param>
public readonly record struct AdvisoryKey(string Source, string Id, string? Part = null)
{
    /// <inheritdoc/>
    public override string ToString() => Part is null ? $"{Source} {Id}" : $"{Source} {Id} ({Part})";
}

/// <summary>What a record says about a package.</summary>
/// <param name="Advisory">The record.</param>
/// <param name="Affected">The statement.</param>
public sealed record AdvisoryStatement(AdvisoryKey Advisory, AffectedPackage Affected);

/// <summary>That a record holds for a component, and how that was found.</summary>
/// <param name="Advisory">The record.</param>
/// <param name="Status">What it says.</param>
/// <param name="FixedIn">The first version without it; null when the record tells none.</param>
/// <param name="Range">The range or version that the component is in, in words.</param>
/// <param name="Comparison">What was compared, in words.</param>
public sealed record ComponentMatch(AdvisoryKey Advisory, AffectedStatus Status, string? FixedIn, string Range, string Comparison)
{
    /// <summary>True where something was assumed: that what is said of the main stream holds for the one that the component may be from, or an epoch.</summary>
    public bool IsAssumed { get; init; }
}

/// <summary>
/// Holds components against statements. The answer depends on nothing but the arguments, so that it is the same whichever came first. A withdrawn record has no statements.
/// </summary>
public interface IComponentMatcher
{
    /// <summary>Raised when the same arguments get another answer: then everything is held against everything again, in the background.</summary>
    int Version { get; }

    /// <summary>The keys under which statements about the component are found.</summary>
    IReadOnlyList<PackageKey> KeysOf(Component component);

    /// <summary>The records that hold for the component, at most one match for each.</summary>
    /// <param name="component">The component.</param>
    /// <param name="statements">All statements under its keys, in any order.</param>
    IReadOnlyList<ComponentMatch> Match(Component component, IReadOnlyList<AdvisoryStatement> statements);
}
