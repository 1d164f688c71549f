namespace Plimsoll.Storage.Metadata;

/// <summary>A part of a count: how many rows were read, up to which number, and what they come to.</summary>
internal sealed record UsagePart(long Last, long Rows, long Bytes, long More);
