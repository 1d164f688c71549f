namespace Plimsoll.Inspection.Layers;

/// <summary>Thrown through the readers when a layer must not be read any further; the scanner turns it into a finding or a note.</summary>
internal sealed class LayerStoppedException : Exception
{
    public LayerStoppedException(string message, bool isBomb) : base(message) => IsBomb = isBomb;

    /// <summary>True when the layer is larger than is sane; false when time ran out, which says nothing about its bytes.</summary>
    public bool IsBomb { get; }
}
