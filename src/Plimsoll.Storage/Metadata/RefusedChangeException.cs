namespace Plimsoll.Storage.Metadata;

/// <summary>Leaves the closure of a change so that it is taken back; the store turns it into the answer.</summary>
internal sealed class RefusedChangeException(IdentityChange outcome) : Exception(outcome.ToString())
{
    public IdentityChange Outcome { get; } = outcome;
}
