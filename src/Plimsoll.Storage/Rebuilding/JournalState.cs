using Plimsoll.Storage.Blobs;
using Plimsoll.Storage.Journal;
using Plimsoll.Storage.Metadata;

namespace Plimsoll.Storage.Rebuilding;

/// <summary>
/// The journal with only the last word about each thing. It is read once to find out which entries those are, and again whenever they are asked for, so memory holds
/// a number for each thing and not the things.
/// </summary>
internal sealed class JournalState
{
    private readonly IObjectStore _objects;
    private readonly Dictionary<UInt128, long> _last = [];

    private JournalState(IObjectStore objects) => _objects = objects;

    /// <exception cref="InvalidDataException">A segment is damaged.</exception>
    public static async Task<JournalState> ReadAsync(IObjectStore objects, CancellationToken cancellationToken)
    {
        var state = new JournalState(objects);
        var place = 0L;
        await foreach (var entry in JournalReader.ReadAsync(objects, cancellationToken)) state._last[EntryIdentity.Of(entry)] = place++;
        return state;
    }

    /// <summary>Entries of one kind that still hold.</summary>
    public async IAsyncEnumerable<T> EntriesAsync<T>([System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken) where T : JournalEntry
    {
        var place = 0L;
        await foreach (var entry in JournalReader.ReadAsync(_objects, cancellationToken))
        {
            if (entry is T wanted && _last[EntryIdentity.Of(entry)] == place) yield return wanted;
            place++;
        }
    }
}
