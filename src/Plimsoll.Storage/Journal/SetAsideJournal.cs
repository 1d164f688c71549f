using Plimsoll.Storage.Blobs;

namespace Plimsoll.Storage.Journal;

/// <summary>
/// A journal that counts no longer although no database has all that it says. It is kept whole, with its mark, under names of its own, so that a database can still be rebuilt from it.
/// </summary>
internal static class SetAsideJournal
{
    private const string Folder = "set-aside/";

    /// <summary>Keeps a copy of the journal as it is, before another one takes its place. What the names of the copy begin with.</summary>
    public static async Task<string> KeepAsync(IObjectStore objects, CancellationToken cancellationToken)
    {
        // The same journal gets the same name again, should this be broken off and begun anew.
        var store = (await StoreMark.ReadAsync(objects, cancellationToken))?.StoreId ?? "unknown";
        var folder = $"{Folder}{store}-{await JournalReader.LastSegmentAsync(objects, cancellationToken)}/";
        var names = await objects.ListAsync(Segment.Folder, cancellationToken).Select(o => o.Name).ToListAsync(cancellationToken);
        foreach (var name in names.Append(StoreMark.Name))
        {
            if (await objects.GetAsync(name, cancellationToken) is { } content) await objects.PutAsync(folder + name, content, cancellationToken);
        }
        return folder;
    }
}
