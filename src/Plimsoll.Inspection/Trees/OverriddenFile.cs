namespace Plimsoll.Inspection.Trees;

/// <summary>A file of a base that the layers above it hide.</summary>
/// <param name="Path">Its absolute path.</param>
/// <param name="Layer">The layer of the base that brought it.</param>
/// <param name="By">The layer that hides it.</param>
/// <param name="IsReplaced">True when something else stands there now; false when it is gone.</param>
/// <param name="Package">The package that owns the path now, as <c>type:name</c>.</param>
public sealed record OverriddenFile(string Path, int Layer, int By, bool IsReplaced, string? Package);
