namespace Plimsoll.Storage.Collection;

/// <summary>Leaves a run before its end; the collector turns it into the report.</summary>
internal sealed class CollectionStoppedException(CollectionOutcome outcome, string reason) : Exception(reason)
{
    public CollectionOutcome Outcome { get; } = outcome;
}
