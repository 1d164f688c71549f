namespace Plimsoll.Server.Caching;

/// <summary>
/// Lets into a cache what is asked for the second time (the doorkeeper of TinyLFU, Einziger, Friedman and Manes 2017, section 3.4.2; here a table in which a key takes the place of another one). Who walks
/// through all tags of a large repository would push out what others pull, and leave every value to the garbage collector, which holds up all requests for longer the more of what is new it finds in use.
/// </summary>
internal sealed class Doorkeeper
{
    private const int Places = 1 << 14;

    private readonly int[] _seen = new int[Places];

    /// <summary>Whether a key came before, and not too many others since.</summary>
    /// <param name="hash">The hash of the key.</param>
    public bool Admits(int hash)
    {
        // Zero is a place where nothing was yet.
        hash |= 1;
        ref var seen = ref _seen[(uint)hash / 2 % Places];
        if (seen == hash) return true;
        seen = hash;
        return false;
    }
}
