namespace Plimsoll.Inspection.Layers;

/// <summary>What may still be kept of a layer, in characters: all that is kept of a hostile layer together must fit into memory.</summary>
internal sealed class KeptRoom(long characters)
{
    private long _left = characters;

    /// <summary>Takes room; false, and nothing taken, when there is not enough.</summary>
    public bool TryTake(long size)
    {
        if (size > _left) return false;
        _left -= size;
        return true;
    }
}
