namespace Plimsoll.Storage.Metadata;

/// <summary>The statements that have the whole index made anew, the same in all engines. Imported rows come without it.</summary>
internal static class IndexQueue
{
    public static IReadOnlyList<string> FillAll { get; } =
    [
        "INSERT INTO index_queue(kind, digest) SELECT DISTINCT 'layer', digest FROM layer_facts WHERE true ON CONFLICT(kind, digest) DO NOTHING",
        "INSERT INTO index_queue(kind, digest) SELECT DISTINCT 'image', digest FROM inspections WHERE state = 'done' ON CONFLICT(kind, digest) DO NOTHING",
    ];
}
