namespace Plimsoll.Storage.Metadata;

/// <summary>The life of a blob row.</summary>
internal enum BlobState
{
    /// <summary>Its bytes are there.</summary>
    Live = 0,

    /// <summary>Garbage, but its bytes are there until the grace ends; any use sets it live again.</summary>
    Condemned = 1,

    /// <summary>Its bytes are being deleted; it counts as missing.</summary>
    Deleting = 2,

    /// <summary>Its bytes are known to be lost or changed; it counts as missing until they are pushed again or repaired.</summary>
    Damaged = 3,
}
