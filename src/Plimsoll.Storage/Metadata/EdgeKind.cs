namespace Plimsoll.Storage.Metadata;

/// <summary>What an edge from a manifest to a blob means.</summary>
internal enum EdgeKind
{
    /// <summary>The config.</summary>
    Config = 0,

    /// <summary>A layer.</summary>
    Layer = 1,

    /// <summary>An entry of an index that is a blob, as build caches have them.</summary>
    Entry = 2,
}
